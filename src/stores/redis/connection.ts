import { fieldOf } from '../../kernel/typing.ts'
import { createHash } from 'node:crypto'
import { ErrorReply } from 'redis'
import { closeAll } from '../../kernel/close-all.ts'
import { ConfigurationError, Fault } from '../../kernel/faults.ts'
import type { Durability } from './durabilities.ts'
import { createLasting } from './lasting.ts'
import { openLink, type RedisTls } from './link.ts'
import { within } from './patience.ts'
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
  /** A change to an account's protection: see `Durability`. */
  readonly lasts: boolean
}

const scripts: Script[] = []

/** What all scripts say, for who wants to know which commands they run. */
export const scriptSources = (): readonly string[] => scripts.map(({ source }) => source)

export function script(source: string, lasts = false): Script {
  const made = { source, sha: createHash('sha1').update(source).digest('hex'), lasts }
  scripts.push(made)
  return made
}

/** Whoever is told that it was done finds it done, whatever becomes of Redis: see `Durability`. */
export const lastingScript = (source: string): Script => script(source, true)

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
  /** Hash tags, one for each node that is written to. */
  tags(): readonly string[]
  /** A command to every node that is written to: one, or a Cluster's masters. */
  everywhere(...command: readonly RedisValue[]): Promise<readonly RedisReply[]>
  /** The same nodes one by one: what each is asked depends on what it answered. */
  nodes(): readonly ((...command: readonly RedisValue[]) => Promise<RedisReply>)[]
  close(): Promise<void>
}

export interface ConnectionOptions {
  readonly tls?: RedisTls | undefined
  /** @default 'none' */
  readonly durability?: Durability | undefined
}

const IN_A_CLUSTER =
  'is for one Redis and for Sentinel: in a Cluster leave it at none and set appendfsync always'

/** Milliseconds: what is to last may wait for the disk twice. */
const LASTING_PATIENCE = 1900

/**
 * @throws ConfigurationError `redis.durability` for a Cluster, `url` for a URL that is none
 * @throws Fault `store_unavailable` when nobody answers there
 */
export async function openConnection(
  url: string,
  { tls, durability = 'none' }: ConnectionOptions = {},
): Promise<Connection> {
  const target = parseRedisUrl(url)
  if (durability !== 'none' && target.kind === 'cluster') {
    throw new ConfigurationError('redis.durability', IN_A_CLUSTER)
  }
  const open = () => openLink(target, tls)
  const link = await guarded(() => supervise(open))
  const second =
    durability === 'none'
      ? undefined
      : await guarded(() => supervise(open, LASTING_PATIENCE)).catch(async (error: unknown) => {
          await closeAll(() => link.close()).catch(() => undefined)
          throw error
        })
  const lasting = second && durability !== 'none' ? createLasting(second, durability) : undefined
  const command = (key: string, args: readonly RedisValue[]): Promise<RedisReply> =>
    guarded(async () => replyOf(await link.command(key, args.map(String))), args[0])

  return {
    scripts: target.kind === 'cluster' ? 'keys of one tag' : 'any keys',
    send: (key, ...args) => command(key, args),

    async run({ source, sha, lasts }, keys, ...values) {
      const rest = [keys.length, ...keys, ...values]
      if (lasts && lasting) {
        const args = ['EVAL', source, ...rest.map(String)]
        return guarded(async () => replyOf(await within(lasting(args), LASTING_PATIENCE)), 'EVAL')
      }
      try {
        return replyOf(await link.command(keys[0], ['EVALSHA', sha, ...rest.map(String)]))
      } catch (error) {
        if (!isUnknownScript(error)) throw unavailable(error, 'EVALSHA')
      }
      // The first time on this node, or after it was restarted.
      return command(keys[0], ['EVAL', source, ...rest])
    },

    everywhere: (...args) =>
      guarded(
        async () =>
          (await Promise.all(link.nodes().map((ask) => ask(args.map(String))))).map(replyOf),
        args[0],
      ),

    tags: () => {
      try {
        return link.tags()
      } catch (error) {
        throw unavailable(error)
      }
    },

    nodes: () =>
      link.nodes().map(
        (ask) =>
          (...args) =>
            guarded(async () => replyOf(await ask(args.map(String))), args[0]),
      ),

    close: () =>
      closeAll(
        () => link.close(),
        () => second?.close(),
      ),
  }
}

/** Before the first is used. Where that is not allowed each is loaded by its first use. */
export async function loadScripts(connection: Pick<Connection, 'everywhere'>): Promise<void> {
  const loading = scripts.map(({ source }) => connection.everywhere('SCRIPT', 'LOAD', source))
  await Promise.allSettled(loading)
}

async function guarded<T>(work: () => Promise<T>, command?: RedisValue): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw unavailable(error, command === undefined ? undefined : String(command))
  }
}

/** Redis answers, and will not do as it is asked until an operator has changed something. */
export class RedisForbids extends Fault {
  constructor(what: string, options?: ErrorOptions) {
    super('store_unavailable', `Redis ${what}`, options)
  }
}

/**
 * The message of an error may quote what was sent; only its kind is told: ECONNREFUSED, WRONGPASS, …
 *
 * @param command what was sent, by its first word
 */
function unavailable(cause: unknown, command = 'a command'): Error {
  if (cause instanceof ConfigurationError || cause instanceof Fault) return cause
  if (cause instanceof ErrorReply) {
    const { message } = cause
    if (message.startsWith('NOPERM')) {
      const on = /\b(?:keys|key)\b/.test(message) ? ' on keys step-up:*' : ''
      return new RedisForbids(`does not allow ${command}${on} (NOPERM)`, { cause })
    }
    if (message.startsWith('ERR unknown command')) {
      return new RedisForbids(`does not know ${command}: it may be renamed`, { cause })
    }
    if (message.includes('appendonly is disabled')) {
      return new RedisForbids('keeps no log on its disk (appendonly no)', { cause })
    }
    // Redis 7.0, later ones and Valkey say it otherwise, and Valkey does not call the command by its own name.
    if (/this command|ACL failure in script|nknown (?:Redis )?command/.test(message)) {
      return new RedisForbids(`does not allow what a script runs (${command})`, { cause })
    }
  }
  const code: unknown = cause instanceof Error && fieldOf(cause, 'code')
  const [word = ''] = cause instanceof Error ? cause.message.split(' ', 1) : []
  const kind = typeof code === 'string' ? code : /^[A-Z]{3,}$/.test(word) ? word : undefined
  const message = kind === undefined ? 'Redis does not answer' : `Redis does not answer (${kind})`
  return new Fault('store_unavailable', message, { cause })
}

const isUnknownScript = (error: unknown): boolean =>
  error instanceof Error && error.message.startsWith('NOSCRIPT')

function replyOf(reply: unknown): RedisReply {
  if (reply === null || typeof reply === 'string' || typeof reply === 'number') return reply
  if (Buffer.isBuffer(reply)) return reply.toString()
  if (Array.isArray(reply)) return reply.map(replyOf)
  throw new Fault('store_unavailable', 'Redis answered something that was not asked for')
}
