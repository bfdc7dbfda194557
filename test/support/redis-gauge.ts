import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { answersIn, commandsIn } from './resp.ts'

/** A command as a client sent it: its name, and its keys or the first of its arguments. */
export interface SentCommand {
  readonly name: string
  readonly text: string
}

/**
 * Stands between a server and its Redis, and counts what goes by. What counts as a command is what the
 * client sends: one EVALSHA is one, whatever its script calls. What counts as a wait is a round trip that
 * cannot overlap another: everything that is sent before the first answer of a batch comes back is one
 * batch, and its answers are held until the last is there.
 */
export interface RedisGauge {
  readonly port: number
  /** Begins anew under this name: what is sent from now on belongs to it. */
  begin(name: string): void
  /** What was sent so far, and in how many batches, by the names in their order. */
  readonly stages: readonly GaugeStage[]
  reset(): void
  close(): Promise<void>
}

export interface GaugeStage {
  readonly name: string
  readonly batches: readonly (readonly SentCommand[])[]
}

interface Batch {
  readonly sent: SentCommand[]
  readonly flush: (() => void)[]
}

/** Milliseconds for which a batch is gathered: what one tick sends arrives together. */
const WINDOW = 10

/** @param port of the Redis that answers */
export async function openRedisGauge(port: number): Promise<RedisGauge> {
  const stages: { name: string; batches: SentCommand[][] }[] = []
  const sockets = new Set<Socket>()
  let gathering: Batch | undefined
  let pending = 0
  let held: (() => void)[] = []

  function gather(sent: readonly SentCommand[], forward: () => void): void {
    if (!gathering) {
      const batch: Batch = { sent: [], flush: [] }
      gathering = batch
      stages.at(-1)?.batches.push(batch.sent)
      const release = (): void => {
        // A batch that is under way ends first.
        if (pending > 0) {
          setTimeout(release, 1)
          return
        }
        gathering = undefined
        pending = batch.sent.length
        for (const flush of batch.flush) flush()
      }
      setTimeout(release, WINDOW)
    }
    const { sent: all, flush } = gathering
    all.push(...sent)
    flush.push(forward)
  }

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
    let [asked, answered] = [Buffer.alloc(0), Buffer.alloc(0)]
    client.on('data', (chunk) => {
      asked = Buffer.concat([asked, chunk])
      const { commands, length } = commandsIn(asked)
      const whole = asked.subarray(0, length)
      asked = asked.subarray(length)
      if (commands.length > 0) gather(commands.map(sentCommand), () => redis.write(whole))
    })
    redis.on('data', (chunk) => {
      answered = Buffer.concat([answered, chunk])
      const { count, length } = answersIn(answered)
      const whole = answered.subarray(0, length)
      answered = answered.subarray(length)
      pending -= count
      held.push(() => client.write(whole))
      if (pending > 0) return
      for (const release of held) release()
      held = []
    })
  }

  const server = createServer(serve).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port: own } = server.address() as AddressInfo
  return {
    port: own,
    stages,
    begin: (name) => {
      stages.push({ name, batches: [] })
    },
    reset: () => {
      stages.length = 0
    },
    async close() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

/** The names of keys begin with the program's; what follows the tag may be long. */
function sentCommand(args: readonly string[]): SentCommand {
  const [name = ''] = args
  const upper = name.toUpperCase()
  const keys = args.filter((arg) => arg.startsWith('step-up:')).map(shortKey)
  return { name: upper, text: [upper, ...(keys.length > 0 ? keys : args.slice(1, 3))].join(' ') }
}

const shortKey = (key: string): string =>
  key.replace(/^step-up:/, '').replace(/\{(.{0,24}).*\}$/, '{$1}')
