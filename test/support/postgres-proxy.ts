import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** Stands between a store and its PostgreSQL. */
export interface PostgresProxy {
  readonly url: string
  /** From now on a commit is carried out, and its answer is not passed on: the connection ends instead, or nothing comes. */
  loseCommits(how: 'cut' | 'silent'): void
  /** Nothing is passed on any more, and nobody is told. */
  swallow(): void
  /** Whoever is connected is cut off, and may connect again. */
  resume(): void
  /** New connections lead to another server; those that there are end. */
  leadTo(port: number): void
  close(): Promise<void>
}

export async function openPostgresProxy(url: string): Promise<PostgresProxy> {
  const target = new URL(url)
  let port = Number(target.port)
  const sockets = new Set<Socket>()
  let losing: 'cut' | 'silent' | undefined
  let isSwallowing = false
  const server = createServer((client) => {
    const behind = connect(port, '127.0.0.1')
    let isLost = false
    for (const socket of [client, behind]) {
      sockets.add(socket)
      socket.setNoDelay()
      socket.on('error', () => {})
      socket.once('close', () => {
        sockets.delete(socket)
        client.destroy()
        behind.destroy()
      })
    }
    client.on('data', (bytes) => {
      isLost ||= losing !== undefined && bytes.includes('COMMIT\0')
      if (!isSwallowing) behind.write(bytes)
    })
    behind.on('data', (bytes) => {
      if (isSwallowing) return
      if (!isLost) client.write(bytes)
      else if (losing === 'cut') client.destroy()
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  target.port = String((server.address() as AddressInfo).port)
  return {
    url: target.href,
    loseCommits(how) {
      losing = how
    },
    swallow() {
      isSwallowing = true
    },
    resume() {
      isSwallowing = false
      for (const socket of sockets) socket.destroy()
    },
    leadTo(other) {
      port = other
      for (const socket of sockets) socket.destroy()
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
