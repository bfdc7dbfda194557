import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** Stands between a server and its Redis, and can lose what Redis answers: the commands are carried out. */
export interface RedisProxy {
  readonly url: string
  /** Lets so many more answers (or batches of them) through, and loses all others. */
  loseAfter(answers: number): void
  /** Whether any was lost since. */
  readonly lost: boolean
  /** From now on all go through, on new connections. */
  heal(): void
  /** New connections lead to another Redis; those that there are stay where they are. */
  leadTo(port: number): void
  close(): Promise<void>
}

/** @param redis the one that answers; its database is the proxy's */
export async function openRedisProxy(redis: { readonly url: string }): Promise<RedisProxy> {
  const { port, pathname } = new URL(redis.url)
  const sockets = new Set<Socket>()
  let left = Infinity
  let lost = false
  let target = Number(port)
  const server = createServer((client) => {
    const behind = connect(target, '127.0.0.1')
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
    client.on('data', (bytes) => behind.write(bytes))
    behind.on('data', (bytes) => {
      left -= 1
      if (left >= 0) client.write(bytes)
      else lost = true
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port: own } = server.address() as AddressInfo
  const hangUp = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: `redis://127.0.0.1:${own}${pathname}`,
    loseAfter(answers) {
      left = answers
      lost = false
    },
    get lost() {
      return lost
    },
    heal() {
      left = Infinity
      hangUp()
    },
    leadTo(other) {
      target = other
    },
    async close() {
      hangUp()
      server.close()
      await once(server, 'close')
    },
  }
}
