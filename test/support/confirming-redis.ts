import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { commandsIn, endOfAnswer } from './resp.ts'

/**
 * Stands between a server and a Redis before 7.2, and answers `WAITAOF` in its place: what it says is what
 * the test wants to see said. Everything else the Redis does itself.
 */
export interface ConfirmingRedis {
  readonly url: string
  /**
   * What `WAITAOF` says from now on: its own disk, and how many replicas', or an error. Undefined: nothing, ever.
   */
  say(kept: readonly [own: number, replicas: number] | string | undefined): void
  /** From now on it tells nothing of this part of `INFO`, as some that stand in for Redis do. */
  withhold(section: string): void
  /** The arguments of each `WAITAOF`, and the names of what came before it in the same piece. */
  readonly asked: readonly { readonly args: readonly string[]; readonly after: readonly string[] }[]
  close(): Promise<void>
}

/** @param port of the Redis */
export async function openConfirmingRedis(port: number): Promise<ConfirmingRedis> {
  const sockets = new Set<Socket>()
  const asked: { args: readonly string[]; after: readonly string[] }[] = []
  let kept: readonly [number, number] | string | undefined = [1, 0]
  const withheld = new Set<string>()

  function serve(client: Socket): void {
    const redis = connect(port, '127.0.0.1')
    for (const socket of [client, redis]) {
      sockets.add(socket)
      socket.setNoDelay(true)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        redis.destroy()
      })
    }
    /** What each answer that is due belongs to, in order. */
    const due: string[] = []
    let [heard, answered] = [Buffer.alloc(0), Buffer.alloc(0)]
    client.on('data', (chunk) => {
      heard = Buffer.concat([heard, chunk])
      const { commands, length } = commandsIn(heard)
      heard = heard.subarray(length)
      const names: string[] = []
      for (const [name = '', ...args] of commands) {
        const isAsked = name.toUpperCase() === 'WAITAOF'
        const isWithheld = name.toUpperCase() === 'INFO' && withheld.has(args[0] ?? '')
        if (isAsked) asked.push({ args, after: [...names] })
        names.push(name)
        due.push(isWithheld ? 'WITHHELD' : isAsked ? 'WAITAOF' : name)
        const known = args.map((word) => (word === 'WAITAOF' ? 'WAIT' : word))
        redis.write(packed(isAsked ? ['PING'] : [name, ...known]))
      }
    })
    redis.on('data', (chunk) => {
      answered = Buffer.concat([answered, chunk])
      for (;;) {
        const end = endOfAnswer(answered, 0)
        if (end === undefined) return
        const answer = answered.subarray(0, end)
        answered = answered.subarray(end)
        const command = due.shift()
        if (command === 'WITHHELD') client.write('$0\r\n\r\n')
        else if (command !== 'WAITAOF') client.write(answer)
        else if (typeof kept === 'string') client.write(`-${kept}\r\n`)
        else if (kept) client.write(`*2\r\n:${kept[0]}\r\n:${kept[1]}\r\n`)
      }
    })
  }

  const server = createServer(serve)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port: own } = server.address() as AddressInfo
  return {
    url: `redis://127.0.0.1:${own}`,
    say(next) {
      kept = next
    },
    withhold(section) {
      withheld.add(section)
    },
    asked,
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

const packed = (words: readonly string[]): string =>
  `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`
