import { createHash } from 'node:crypto'
import { ConfigurationError, Fault } from '../../faults.ts'
import { openLink } from './link.ts'
import { parseRedisUrl } from './redis-url.ts'
import { supervise } from './supervise.ts'

/** What is stored and asked for: text, and numbers that are written as such. */
export type RedisValue = string | number

/** What Redis answers, as far as this program asks. */
export type RedisReply = string | number | null | readonly RedisReply[]

/** A Lua script: one atomic intention. All its keys share a hash tag, so that a Cluster runs it too. */
export interface Script {
  readonly source: string
  readonly sha: string
}

const scripts: Script[] = []

export function script(source: string): Script {
  const made = { source, sha: createHash('sha1').update(source).digest('hex') }
  scripts.push(made)
  return made
}

/** One connection to Redis, a Sentinel's master or a Cluster. Whatever goes wrong is a `Fault`. */
export interface Connection {
  /** A command on one key. */
  send(key: string, ...command: readonly RedisValue[]): Promise<RedisReply>
  run(
    script: Script,
    keys: readonly [string, ...string[]],
    ...values: readonly RedisValue[]
  ): Promise<RedisReply>
  /** Whether a script may touch keys with different hash tags, and such as it finds by itself. */
  readonly scripts: 'any keys' | 'keys of one tag'
  /** A command to every node that is written to: one, or a Cluster's masters. */
  everywhere(...command: readonly RedisValue[]): Promise<readonly RedisReply[]>
  /** The same nodes one by one: what each is asked depends on what it answered. */
  nodes(): readonly ((...command: readonly RedisValue[]) => Promise<RedisReply>)[]
  close(): Promise<void>
}

/**
 * @throws ConfigurationError `url` for a URL that is none
 * @throws Fault `store_unavailable` when nobody answers there
 */
export async function openConnection(url: string): Promise<Connection> {
  const target = parseRedisUrl(url)
  const link = await guarded(() => supervise(() => openLink(target)))
  const command = (key: string, args: readonly RedisValue[]): Promise<RedisReply> =>
    guarded(async () => replyOf(await link.command(key, args.map(String))))

  return {
    scripts: target.kind === 'cluster' ? 'keys of one tag' : 'any keys',
    send: (key, ...args) => command(key, args),

    async run({ source, sha }, keys, ...values) {
      const rest = [keys.length, ...keys, ...values]
      try {
        return replyOf(await link.command(keys[0], ['EVALSHA', sha, ...rest.map(String)]))
      } catch (error) {
        if (!isUnknownScript(error)) throw unavailable(error)
      }
      // The first time on this node, or after it was restarted.
      return command(keys[0], ['EVAL', source, ...rest])
    },

    everywhere: (...args) =>
      guarded(async () =>
        (await Promise.all(link.nodes().map((ask) => ask(args.map(String))))).map(replyOf),
      ),

    nodes: () =>
      link.nodes().map(
        (ask) =>
          (...args) =>
            guarded(async () => replyOf(await ask(args.map(String)))),
      ),

    close: () => link.close(),
  }
}

/** Before the first is used. Where that is not allowed each is loaded by its first use. */
export async function loadScripts(connection: Pick<Connection, 'everywhere'>): Promise<void> {
  const loading = scripts.map(({ source }) => connection.everywhere('SCRIPT', 'LOAD', source))
  await Promise.allSettled(loading)
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw unavailable(error)
  }
}

/** The message of an error may quote what was sent; only its kind is told. */
const unavailable = (cause: unknown): Error =>
  cause instanceof ConfigurationError || cause instanceof Fault
    ? cause
    : new Fault('store_unavailable', 'Redis does not answer', { cause })

const isUnknownScript = (error: unknown): boolean =>
  error instanceof Error && error.message.startsWith('NOSCRIPT')

function replyOf(reply: unknown): RedisReply {
  if (reply === null || typeof reply === 'string' || typeof reply === 'number') return reply
  if (Buffer.isBuffer(reply)) return reply.toString()
  if (Array.isArray(reply)) return reply.map(replyOf)
  throw new Fault('store_unavailable', 'Redis answered something that was not asked for')
}
