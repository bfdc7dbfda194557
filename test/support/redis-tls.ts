import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from 'redis'
import { makeCertificates } from './certificates.ts'
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
  const names = 'IP:127.0.0.1,DNS:localhost'
  const { file, read } = makeCertificates(folder, { redis: names, client: names })
  const shown = ['--tls-cert-file', file('redis.pem'), '--tls-key-file', file('redis.key')]
  const believed = ['--tls-ca-cert-file', file('ca.pem'), '--tls-auth-clients', clients]
  const node = await startNode((port) =>
    ['--port', '0', '--tls-port', String(port)].concat(shown, believed),
  )
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
