import { createServer, connect, type AddressInfo, type Socket } from 'node:net'
import { commandCounter, statementCounter, type Counter } from './message-counters.ts'

/** What went over the wire to a Redis or a PostgreSQL. */
export interface Traffic {
  /** Redis’ commands; queries of PostgreSQL’s, several statements that go as one text being one. */
  readonly commands: number
  /** Times that something was sent after an answer: waits in series, where one person is served at a time. */
  readonly waits: number
}

export interface CountingProxy {
  readonly port: number
  /** Since the last time. */
  traffic(): Traffic
  close(): void
}

/** By what is spoken there. */
const COUNTERS = {
  redis: commandCounter,
  postgres: statementCounter,
} as const satisfies Record<string, () => Counter>

/** Stands between a server and its Redis or PostgreSQL, passes everything on, and counts. */
export async function openCountingProxy(
  kind: keyof typeof COUNTERS,
  port: number,
): Promise<CountingProxy> {
  let [commands, waits, answered] = [0, 0, true]
  const sockets = new Set<Socket>()
  const proxy = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    const count = COUNTERS[kind]()
    for (const socket of [near, far]) {
      socket.setNoDelay(true)
      sockets.add(socket)
      socket.on('error', () => {
        near.destroy()
        far.destroy()
      })
      socket.on('close', () => sockets.delete(socket))
    }
    near.on('data', (bytes) => {
      if (answered) waits += 1
      answered = false
      commands += count(bytes)
    })
    far.on('data', () => {
      answered = true
    })
    near.pipe(far)
    far.pipe(near)
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  return {
    port: (proxy.address() as AddressInfo).port,
    traffic() {
      const traffic = { commands, waits }
      ;[commands, waits] = [0, 0]
      return traffic
    },
    close() {
      proxy.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
