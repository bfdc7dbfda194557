import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startApache } from '../relying-parties/apache.ts'
import { claimPort } from '../support/claimed-port.ts'
import { HAPROXY } from '../support/haproxy-files.ts'
import { openNginx } from '../support/nginx.ts'

/** A real proxy, configured as `deploy/` says, on a port of loopback and in front of another one. */
export interface Proxy {
  readonly port: number
  close(): Promise<void>
}

type Open = (folder: string, node: number) => Promise<Proxy>

/** A shipped file, with what is of this very place. @throws Error where it does not say what is replaced */
export function deployed(
  file: string,
  replacements: readonly (readonly [from: string, to: string])[],
) {
  return replacements.reduce(
    (text, [from, to]) => {
      if (!text.includes(from)) throw new Error(`${file} does not say ${from}`)
      return text.replace(from, to)
    },
    readFileSync(`deploy/${file}`, 'utf8'),
  )
}

const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const proxy of running) proxy.kill('SIGTERM')
})

/** A program that listens on a port until it is told to end. */
export async function start(
  command: string,
  args: readonly string[],
  port: number,
  env: NodeJS.ProcessEnv = {},
): Promise<Proxy> {
  const proxy = spawn(command, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...env },
  })
  running.add(proxy)
  const ended = once(proxy, 'exit').finally(() => running.delete(proxy))
  let said = ''
  proxy.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  for (let tries = 0; !(await answers(port)); tries += 1) {
    if (proxy.exitCode !== null || tries > 300)
      throw new Error(`${command} does not listen: ${said}`)
    await sleep(50)
  }
  return {
    port,
    async close() {
      proxy.kill('SIGTERM')
      await ended
    },
  }
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

export const PROXIES = {
  async nginx(folder, node) {
    const nginx = await openNginx(folder)
    await nginx.leadTo([node])
    return nginx
  },

  async Caddy(folder, node) {
    const port = await claimPort()
    const file = join(folder, 'Caddyfile')
    writeFileSync(
      file,
      deployed('Caddyfile', [
        ['{$OIDC_STEP_UP_DOMAIN}', `http://127.0.0.1:${port}`],
        ['node-1:3000 node-2:3000', `127.0.0.1:${node}`],
        // With TLS: `tls.system.ts`.
      ]).replace(/^\ttls \{[^}]*\}\n/m, ''),
    )
    const env = { XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder }
    return start('caddy', ['run', '--adapter', 'caddyfile', '--config', file], port, env)
  },

  async HAProxy(folder, node) {
    const port = await claimPort()
    const file = join(folder, 'haproxy.cfg')
    writeFileSync(
      file,
      deployed('haproxy.cfg', [
        [
          'bind :443 ssl crt /etc/ssl/id.example.com.pem alpn h2,http/1.1',
          `bind 127.0.0.1:${port}`,
        ],
        ['127.0.0.1:3000', `127.0.0.1:${node}`],
      ]),
    )
    return start(HAPROXY, ['-db', '-f', file], port)
  },

  async Apache(_folder, node) {
    const port = await claimPort()
    const site = deployed('apache.conf', [
      ['*:443', `*:${port}`],
      ['127.0.0.1:3000', `127.0.0.1:${node}`],
    ]).replaceAll(/^ *SSL.*\n/gm, '')
    const modules = ['env', 'proxy', 'proxy_http', 'setenvif', 'unique_id']
    const apache = await startApache(port, {}, site, modules)
    return { port, close: () => apache.close() }
  },
} as const satisfies Readonly<Record<string, Open>>

export type ProxyName = keyof typeof PROXIES

/** Opens one with a folder of its own in this one. */
export async function openProxy(name: ProxyName, folder: string, node: number): Promise<Proxy> {
  const own = join(folder, name)
  mkdirSync(own, { recursive: true })
  return PROXIES[name](own, node)
}
