import { strict as assert } from 'node:assert'
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect, getCiphers, type SecureVersion } from 'node:tls'
import { startApache } from '../relying-parties/apache.ts'
import { claimPort } from '../support/claimed-port.ts'
import { HAPROXY } from '../support/haproxy-files.ts'
import { NGINX } from '../support/nginx-files.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { deployed, start, type Proxy, type ProxyName } from './proxies.ts'

/** What RFC 9325 §4.2 recommends for TLS 1.2, of which a certificate with an RSA key takes half. */
const RECOMMENDED = ['ECDHE-RSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES256-GCM-SHA384']

/** Those of TLS 1.2 and older that there are. */
const CIPHERS = getCiphers()
  .map((name) => name.toUpperCase())
  .filter((name) => !name.startsWith('TLS_'))

/** A certificate for this machine, as the files expect one. */
function certify(folder: string): { readonly certificate: string; readonly key: string } {
  const [certificate, key] = [join(folder, 'fullchain.pem'), join(folder, 'privkey.pem')]
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=localhost']
  const names = ['-addext', 'subjectAltName=DNS:localhost', '-days', '2']
  execFileSync('openssl', [...request, ...names, '-out', certificate, '-keyout', key], {
    stdio: 'ignore',
  })
  return { certificate, key }
}

/** With the lines about TLS as they stand; there is no node behind it. */
const OPEN = {
  async nginx(folder) {
    const [port, { certificate, key }] = [await claimPort(), certify(folder)]
    const site = deployed('nginx.conf', [
      ['listen 443 ssl', `listen 127.0.0.1:${port} ssl`],
      ['/etc/ssl/id.example.com/fullchain.pem', certificate],
      ['/etc/ssl/id.example.com/privkey.pem', key],
    ])
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
      .map((name) => `${name}_temp_path ${join(folder, name)};`)
      .join('\n')
    const file = join(folder, 'nginx.conf')
    writeFileSync(
      file,
      `daemon off;\npid ${join(folder, 'pid')};\nevents {}\nhttp {\naccess_log off;\n${temporary}\n${site}}\n`,
    )
    return start(NGINX, ['-e', 'stderr', '-c', file], port)
  },

  async Caddy(folder) {
    const [port, { certificate, key }] = [await claimPort(), certify(folder)]
    const file = join(folder, 'Caddyfile')
    writeFileSync(
      file,
      deployed('Caddyfile', [
        ['{$OIDC_STEP_UP_DOMAIN}', `https://localhost:${port}`],
        ['tls {', `tls ${certificate} ${key} {`],
        ['admin off', 'admin off\n\tauto_https disable_redirects'],
      ]),
    )
    const env = { XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder }
    return start('caddy', ['run', '--adapter', 'caddyfile', '--config', file], port, env)
  },

  async HAProxy(folder) {
    const [port, { certificate, key }] = [await claimPort(), certify(folder)]
    const both = join(folder, 'both.pem')
    writeFileSync(both, readFileSync(certificate, 'utf8') + readFileSync(key, 'utf8'))
    const file = join(folder, 'haproxy.cfg')
    writeFileSync(
      file,
      deployed('haproxy.cfg', [
        ['bind :443', `bind 127.0.0.1:${port}`],
        ['/etc/ssl/id.example.com.pem', both],
      ]),
    )
    return start(HAPROXY, ['-db', '-f', file], port)
  },

  async Apache(folder) {
    const [port, { certificate, key }] = [await claimPort(), certify(folder)]
    const site = deployed('apache.conf', [
      ['*:443', `*:${port}`],
      ['/etc/ssl/id.example.com/fullchain.pem', certificate],
      ['/etc/ssl/id.example.com/privkey.pem', key],
    ])
    const modules = ['env', 'proxy', 'proxy_http', 'setenvif', 'ssl', 'unique_id']
    const apache = await startApache(port, {}, site, modules)
    return { port, close: () => apache.close() }
  },
} as const satisfies Readonly<Record<ProxyName, (folder: string) => Promise<Proxy>>>

/** What is agreed on with a client that offers these; without, what it offers by itself. */
async function agree(
  port: number,
  version: SecureVersion,
  ciphers?: string,
): Promise<string | undefined> {
  const socket = connect({
    host: '127.0.0.1',
    port,
    servername: 'localhost',
    // Whose it is does not matter here.
    rejectUnauthorized: false,
    ...(ciphers === undefined ? {} : { ciphers: `${ciphers}@SECLEVEL=0` }),
    minVersion: version,
    maxVersion: version,
  })
  try {
    await once(socket, 'secureConnect')
    return socket.getCipher().name
  } catch {
    return undefined
  } finally {
    socket.destroy()
  }
}

for (const name of Object.keys(OPEN) as ProxyName[])
  describe(`${name}, with TLS as deploy/ says,`, () => {
    const folder = temporaryFolder('all')
    let proxy: Proxy
    before(async () => {
      const own = join(folder(), name)
      mkdirSync(own)
      proxy = await OPEN[name](own)
    })
    after(() => proxy?.close())

    it('agrees with TLS 1.2 on nothing but the cipher suites that RFC 9325 recommends', async () => {
      const agreed = []
      for (const cipher of CIPHERS) {
        if ((await agree(proxy.port, 'TLSv1.2', cipher)) === cipher) agreed.push(cipher)
      }
      assert.deepEqual(agreed.toSorted(), RECOMMENDED)
    })

    it('speaks TLS 1.3, and nothing older than 1.2', async () => {
      assert.match((await agree(proxy.port, 'TLSv1.3')) ?? '', /^TLS_/)
      for (const old of ['TLSv1', 'TLSv1.1'] as const) {
        assert.equal(await agree(proxy.port, old, 'ALL'), undefined, old)
      }
    })
  })
