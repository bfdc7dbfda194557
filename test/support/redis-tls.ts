import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from 'redis'
import { startNode } from './redis-server.ts'

/** A Redis that is spoken to over TLS alone, and the certificate authority that vouches for it. */
export interface TlsRedis {
  readonly url: string
  /** The PEM file of the authority. */
  readonly caFile: string
  readonly ca: string
  /** What a client shows for itself. */
  readonly own: Readonly<Record<'cert' | 'key', string>>
  readonly empty: () => Promise<void>
  readonly close: () => Promise<void>
}

/** @param clients whether it wants to see certificates of its clients, which is its default */
export async function startTlsRedis(clients: 'yes' | 'no'): Promise<TlsRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'redis-tls-'))
  const file = (name: string): string => join(folder, name)
  const openssl = (...args: readonly string[]): void => {
    execFileSync('openssl', args, { stdio: 'ignore' })
  }
  const fresh = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout']
  const subject = (name: string): string[] => ['-subj', `/CN=${name}`]
  const authority = [...fresh, file('ca.key'), '-out', file('ca.pem'), ...subject('An authority')]
  openssl('req', '-x509', ...authority, '-days', '2')
  writeFileSync(file('names'), 'subjectAltName=IP:127.0.0.1,DNS:localhost')
  for (const name of ['redis', 'client']) {
    openssl('req', ...fresh, file(`${name}.key`), '-out', file(`${name}.csr`), ...subject(name))
    const signed = ['-CA', file('ca.pem'), '-CAkey', file('ca.key'), '-CAcreateserial']
    const made = ['-in', file(`${name}.csr`), '-out', file(`${name}.pem`), '-days', '2']
    openssl('x509', '-req', ...made, ...signed, '-extfile', file('names'))
  }
  const shown = ['--tls-cert-file', file('redis.pem'), '--tls-key-file', file('redis.key')]
  const believed = ['--tls-ca-cert-file', file('ca.pem'), '--tls-auth-clients', clients]
  const node = await startNode((port) =>
    ['--port', '0', '--tls-port', String(port)].concat(shown, believed),
  )
  const read = (name: string): string => readFileSync(file(name), 'utf8')
  const own = { cert: read('client.pem'), key: read('client.key') }
  return {
    url: `rediss://127.0.0.1:${node.port}`,
    caFile: file('ca.pem'),
    ca: read('ca.pem'),
    own,
    async empty() {
      const socket = { host: '127.0.0.1', port: node.port, ca: read('ca.pem'), ...own }
      const client = createClient({ socket: { ...socket, tls: true } })
      await client.connect()
      await client.flushDb()
      await client.close()
    },
    async close() {
      await node.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
