import { createServer, connect, type AddressInfo, type Socket } from 'node:net'

/** What went over the wire to a Redis. */
export interface Traffic {
  readonly commands: number
  /** Times that something was sent after an answer: waits in series, where one person is served at a time. */
  readonly waits: number
}

export interface CountingProxy {
  readonly url: string
  /** Since the last time. */
  traffic(): Traffic
  close(): void
}

/** Stands between a server and its Redis, passes everything on, and counts. */
export async function openCountingProxy(port: number): Promise<CountingProxy> {
  let [commands, waits, answered] = [0, 0, true]
  const sockets = new Set<Socket>()
  const proxy = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    const count = commandCounter()
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
    url: `redis://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
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

/** Counts the commands that end in each piece of a stream: arrays of strings with their lengths (RESP). */
function commandCounter(): (bytes: Buffer) => number {
  let rest: Buffer = Buffer.alloc(0)
  /** Strings that the command under way still lacks. */
  let lacking = 0
  return (bytes) => {
    rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes])
    let [at, ended] = [0, 0]
    for (;;) {
      const line = rest.indexOf('\r\n', at)
      if (line < 0) break
      const size = Number(rest.toString('latin1', at + 1, line))
      if (lacking === 0) {
        lacking = size
        at = line + 2
        continue
      }
      const next = line + 2 + size + 2
      if (next > rest.length) break
      at = next
      lacking -= 1
      if (lacking === 0) ended += 1
    }
    rest = rest.subarray(at)
    return ended
  }
}
