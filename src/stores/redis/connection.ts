import { createHash } from 'node:crypto'
import { createClient, createCluster, createSentinel } from 'redis'
import { ConfigurationError, Fault } from '../../faults.ts'
import { parseRedisUrl, type RedisTarget } from './redis-url.ts'

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

/** Milliseconds after which a command is given up: a page says 503 within two seconds. */
const PATIENCE = 1500

/** Longest wait between two attempts to connect, in milliseconds: service resumes soon after Redis does. */
const RECONNECT = 1000

interface Link {
  command(key: string, args: string[]): Promise<unknown>
  nodes(): readonly ((args: string[]) => Promise<unknown>)[]
  close(): Promise<unknown>
}

/**
 * @throws ConfigurationError `url` for a URL that is none
 * @throws Fault `store_unavailable` when nobody answers there
 */
export async function openConnection(url: string): Promise<Connection> {
  const target = parseRedisUrl(url)
  const link = await guarded(() => openLink(target))
  const command = (key: string, args: readonly RedisValue[]): Promise<RedisReply> =>
    guarded(async () => replyOf(await link.command(key, args.map(String))))

  return {
    scripts: target.kind === 'cluster' ? 'keys of one tag' : 'any keys',
    send: (key, ...args) => command(key, args),

    async run({ source, sha }, keys, ...values) {
      const rest = [keys.length, ...keys, ...values]
      try {
        return replyOf(await within(link.command(keys[0], ['EVALSHA', sha, ...rest.map(String)])))
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

    async close() {
      await link.close().catch(() => undefined)
    },
  }
}

/** Before the first is used. Where that is not allowed each is loaded by its first use. */
export async function loadScripts(connection: Pick<Connection, 'everywhere'>): Promise<void> {
  const loading = scripts.map(({ source }) => connection.everywhere('SCRIPT', 'LOAD', source))
  await Promise.allSettled(loading)
}

/** Nobody there: without this the client goes on trying, and keeps the process alive. */
async function connected(client: {
  connect(): Promise<unknown>
  destroy(): unknown
}): Promise<void> {
  try {
    await within(client.connect())
  } catch (error) {
    try {
      client.destroy()
    } catch {
      // It was closed already.
    }
    throw error
  }
}

function ignore(): void {
  // Each command that fails says so by itself; the client goes on reconnecting.
}

async function openLink(target: RedisTarget): Promise<Link> {
  const socket = {
    connectTimeout: PATIENCE,
    reconnectStrategy: (attempts: number) => Math.min(50 * 2 ** attempts, RECONNECT),
    ...(target.tls ? { tls: true as const } : {}),
  }
  const { username, password, database } = target
  const login = {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
  }
  // Without a queue: what cannot be sent now fails now, and memory stays flat while Redis is away.
  const options = { ...login, disableOfflineQueue: true, RESP: 2 as const, socket }
  const [first] = target.nodes
  if (target.kind === 'cluster') {
    const cluster = createCluster({
      rootNodes: target.nodes.map((node) => ({ ...options, socket: { ...socket, ...node } })),
      defaults: options,
      RESP: 2,
    })
    cluster.on('error', ignore)
    await connected(cluster)
    return {
      command: (key, args) => cluster.sendCommand(key, false, args),
      nodes: () =>
        cluster.masters.map(
          (node) => async (args) => (await cluster.nodeClient(node)).sendCommand(args),
        ),
      close: () => cluster.close(),
    }
  }
  if (target.kind === 'sentinel') {
    const sentinel = createSentinel({
      name: target.name ?? '',
      sentinelRootNodes: target.nodes.map((node) => ({ ...node })),
      nodeClientOptions: { ...options, ...(database === undefined ? {} : { database }) },
      RESP: 2,
    })
    sentinel.on('error', ignore)
    await connected(sentinel)
    return {
      command: (_key, args) => sentinel.sendCommand(false, args),
      nodes: () => [(args) => sentinel.sendCommand(false, args)],
      close: async () => sentinel.close(),
    }
  }
  const client = createClient({
    ...options,
    socket: { ...socket, ...first },
    ...(database === undefined ? {} : { database }),
  })
  client.on('error', ignore)
  await connected(client)
  return {
    command: (_key, args) => client.sendCommand(args),
    nodes: () => [(args) => client.sendCommand(args)],
    close: () => client.close(),
  }
}

/** Nobody waits for longer than this for an answer that may never come. */
async function within<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer within ${PATIENCE} ms`))
    }, PATIENCE)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
    // What comes after all concerns nobody any more.
    work.catch(() => undefined)
  }
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await within(work())
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
