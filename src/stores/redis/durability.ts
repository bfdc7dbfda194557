import { ConfigurationError, Fault } from '../../kernel/faults.ts'
import type { Clock } from '../../kernel/instant.ts'
import type { Connection, RedisReply } from './connection.ts'
import type { Durability } from './durabilities.ts'

/** What is missing so that nothing is lost when Redis restarts. */
const VOLATILE =
  'keeps nothing on its disk, so that a restart of Redis forgets all accounts: set appendonly yes'

const UNKNOWN = 'does not report whether it keeps anything on its disk: make sure that it does'

/** What is missing so that a failover brings nothing back. */
const FORGETFUL =
  'lets a replica take over that lacks what was acknowledged last, so that a used code is accepted again and a removed device is back: set min-replicas-to-write 1'

/** Of services that stand in for Redis, say: what takes over there, and what it lacks, is for the operator to find out. */
const UNREPORTED =
  'does not report whether a replica may take over that lacks what was acknowledged last: set min-replicas-to-write 1 where there is one'

/**
 * Whether a replica may take a master's place without what the master has acknowledged, as it is told to an operator;
 * undefined where none may. Redis tells how many of its replicas follow well where it waits for any
 * (`min-replicas-to-write`), and nowhere else.
 *
 * @param watched by Sentinels, which put another one in its place though none is connected now
 */
async function forgetfulness(
  connection: Connection,
  watched: boolean,
): Promise<string | undefined> {
  const replication = await connection.everywhere('INFO', 'replication')
  const careless = replication.filter(
    (reply) => fieldOf(reply, 'min_slaves_good_slaves') === undefined,
  )
  const replicas = careless.map((reply) => fieldOf(reply, 'connected_slaves'))
  if (replicas.some((count) => watched || Number(count) > 0)) return FORGETFUL
  return replicas.includes(undefined) ? UNREPORTED : undefined
}

/** The setting with which Redis may throw away what is stored; undefined where it does not. */
async function evictingPolicy(
  connection: Pick<Connection, 'everywhere'>,
): Promise<string | undefined> {
  const memory = await connection.everywhere('INFO', 'memory')
  const policies = memory.map((reply) => fieldOf(reply, 'maxmemory_policy') ?? 'unknown')
  return policies.find((policy) => policy !== 'noeviction')
}

const evicts = (policy: string): string =>
  `this Redis may throw away what is stored (maxmemory-policy is ${policy}): set maxmemory-policy noeviction`

/** Milliseconds between two looks at a setting that can be changed while Redis runs. */
const LOOK = 60_000

/**
 * Looks again at what was right at start, once a minute at most, and each time once it was wrong.
 *
 * @returns throws Fault `store_unavailable` while Redis may throw away what is stored
 */
export function createEvictionWatch(connection: Connection, clock: Clock): () => Promise<void> {
  let next = clock() + LOOK
  return async () => {
    if (clock() < next) return
    const policy = await evictingPolicy(connection)
    if (policy !== undefined) throw new Fault('store_unavailable', evicts(policy))
    next = clock() + LOOK
  }
}

/**
 * Refuses a Redis that throws away what it was given to keep: without its devices an account is open to
 * whoever knows the password, and without its tombstones a session that was ended comes back.
 *
 * @param options refuseVolatile: refuse also one that keeps nothing on its disk; refuseForgetful: and one that forgets in a
 *   failover, or does not report it; watched: by Sentinels
 * @returns what an operator should know
 * @throws ConfigurationError `store`, `redis.durability`
 */
export async function checkDurability(
  connection: Connection,
  {
    refuseVolatile,
    refuseForgetful = false,
    durability,
    watched = false,
  }: {
    readonly refuseVolatile: boolean
    readonly refuseForgetful?: boolean
    readonly durability: Durability
    readonly watched?: boolean
  },
): Promise<readonly string[]> {
  const policy = await evictingPolicy(connection)
  if (policy !== undefined) throw new ConfigurationError('store', evicts(policy))
  const persistence = await connection.everywhere('INFO', 'persistence')
  if (durability !== 'none') await checkConfirmation(connection, persistence)
  const warnings = await persistenceWarnings(connection, persistence, refuseVolatile)
  const forgetful = await forgetfulness(connection, watched)
  if (forgetful === undefined) return warnings
  if (refuseForgetful) {
    const orAccept = 'or say redis.lossyFailover: accept'
    throw new ConfigurationError('store', `this Redis ${forgetful}, ${orAccept}`)
  }
  return [...warnings, `store: this Redis ${forgetful}`]
}

async function persistenceWarnings(
  connection: Connection,
  persistence: readonly RedisReply[],
  refuseVolatile: boolean,
): Promise<readonly string[]> {
  if (persistence.every((reply) => fieldOf(reply, 'aof_enabled') === '1')) return []
  const snapshots = await snapshotsOf(connection)
  if (snapshots === undefined) return [`store: this Redis ${UNKNOWN}`]
  const isKept = persistence.every(
    (reply, node) => fieldOf(reply, 'aof_enabled') === '1' || snapshots[node] !== '',
  )
  if (isKept) return []
  if (refuseVolatile) throw new ConfigurationError('store', `this Redis ${VOLATILE}`)
  return [`store: this Redis ${VOLATILE}`]
}

/** Whoever asks to be told what is kept must not be left without an answer. */
async function checkConfirmation(
  connection: Connection,
  persistence: readonly RedisReply[],
): Promise<void> {
  const known = await connection.everywhere('COMMAND', 'INFO', 'WAITAOF')
  if (!known.every((reply) => Array.isArray(reply) && Array.isArray(reply[0]))) {
    const problem = 'needs Redis 7.2 (WAITAOF): leave it at none, and set appendfsync always'
    throw new ConfigurationError('redis.durability', problem)
  }
  if (persistence.some((reply) => fieldOf(reply, 'aof_enabled') !== '1')) {
    throw new ConfigurationError('redis.durability', 'needs a log on the disk: set appendonly yes')
  }
}

/** When each node writes a snapshot; an empty text for never, undefined where that may not be asked. */
async function snapshotsOf(connection: Connection): Promise<readonly string[] | undefined> {
  try {
    const replies = await connection.everywhere('CONFIG', 'GET', 'save')
    const values = replies.map((reply) => (Array.isArray(reply) ? reply[1] : undefined))
    return values.every((value) => typeof value === 'string') ? values : undefined
  } catch (error) {
    // Who runs Redis for others allows nobody to ask.
    if (error instanceof Fault) return undefined
    throw error
  }
}

const fieldOf = (info: RedisReply, name: string): string | undefined =>
  new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(String(info))?.[1]
