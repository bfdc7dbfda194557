import type { AdapterPayload } from 'oidc-provider'
import type { AccountId } from '../../kernel/ids.ts'
import type { Clock } from '../../kernel/instant.ts'
import { ENDED_AT_ONCE, lastUseOf } from '../limits.ts'
import { script, type Connection } from './connection.ts'
import { keyOf } from './keys.ts'
import { integerOf } from './replies.ts'
import { BURIED_FOR, endSession, endSessionOf, findByUid, listOf } from './session-record.ts'
import type { RedisUnits } from './units.ts'

/* An account finds its sessions by a sorted set of their uids, by when they expire. */

/**
 * The index lives as long as what lives longest in it, which is for ever where somebody signs in again and
 * again: what has expired goes when something is added. Long after, by the clock of any node. ARGV: expires,
 * uid, what had expired by when, and what lives since. Tells how many live.
 */
const INDEX = script(`
redis.call('ZADD', KEYS[1], ARGV[1], ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[3])
local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
redis.call('PEXPIREAT', KEYS[1], string.format('%.0f', tonumber(last[2]) + 1000))
return redis.call('ZCOUNT', KEYS[1], ARGV[4], '+inf')
`)

/** Lets an account find the session; tells how many it has. */
export async function indexSession(
  connection: Connection,
  { accountId }: AdapterPayload,
  uid: string,
  expires: number,
  now: number,
): Promise<number> {
  if (accountId === undefined) return 0
  const key = keyOf('sessions', accountId)
  return integerOf(await connection.run(INDEX, [key], expires, uid, now - BURIED_FOR, `(${now}`))
}

export async function sessionsOf(
  connection: RedisUnits,
  clock: Clock,
  accountId: AccountId,
  limit: number,
): Promise<readonly AdapterPayload[]> {
  const key = keyOf('sessions', accountId)
  const living: AdapterPayload[] = []
  // Some may have ended, and stand there still: as many again are looked at as are missing.
  for (let offset = 0; living.length < limit;) {
    const count = limit - living.length
    const page = ['+inf', `(${clock()}`, 'BYSCORE', 'REV', 'LIMIT', offset, count] as const
    const uids = listOf(await connection.send(key, 'ZRANGE', key, ...page)).map(String)
    living.push(...(await livingOf(connection, clock, accountId, uids)))
    offset += uids.length
    if (uids.length < count) break
  }
  return living
}

export async function countSessions(
  connection: Connection,
  clock: Clock,
  accountId: AccountId,
): Promise<number> {
  const key = keyOf('sessions', accountId)
  return integerOf(await connection.send(key, 'ZCOUNT', key, `(${clock()}`, '+inf'))
}

/** Which of them live; the others are found no more. */
async function livingOf(
  connection: Connection | RedisUnits,
  clock: Clock,
  accountId: AccountId,
  uids: readonly string[],
): Promise<readonly AdapterPayload[]> {
  const now = clock()
  const found = await Promise.all(uids.map((uid) => findByUid(connection, uid)))
  const living = found.map((one) =>
    one && one.expires > now && one.payload.accountId === accountId ? one.payload : undefined,
  )
  return living.filter((payload) => payload !== undefined)
}

/** Ends sessions of an account; see `ArtefactIndex`. */
export async function endSessionsOf(
  connection: RedisUnits,
  clock: Clock,
  accountId: AccountId,
  atMost: number,
  except: string | undefined,
): Promise<readonly AdapterPayload[]> {
  const living = await sessionsOf(connection, clock, accountId, atMost + 1)
  const others = living.filter(({ uid }) => uid !== except).slice(0, atMost)
  return endAll(connection, clock, others)
}

/** Ends those of its account that have not been used for longest, where there are too many beside this one. */
export async function endUnused(
  connection: Connection,
  clock: Clock,
  { accountId = '' }: AdapterPayload,
  own: string,
  limit: number,
): Promise<readonly AdapterPayload[]> {
  const key = keyOf('sessions', accountId)
  // Those that end first, which is all of them but where there are far too many.
  const range = [`(${clock()}`, '+inf', 'BYSCORE', 'LIMIT', 0, limit + ENDED_AT_ONCE] as const
  const uids = listOf(await connection.send(key, 'ZRANGE', key, ...range)).map(String)
  const living = await livingOf(connection, clock, accountId as AccountId, uids)
  const unused = living
    .filter(({ uid }) => uid !== own)
    .toSorted((one, other) => lastUseOf(one) - lastUseOf(other))
    .slice(0, Math.max(0, living.length - limit))
  return endAll(connection, clock, unused)
}

/** Ends all of an account that is removed, also those that somebody has begun to end who crashed. */
export async function endEverySessionOf(
  connection: Connection,
  clock: Clock,
  accountId: AccountId,
): Promise<readonly AdapterPayload[]> {
  const key = keyOf('sessions', accountId)
  const uids = listOf(await connection.send(key, 'ZRANGE', key, 0, -1)).map(String)
  const ended = uids.map((uid) => endSessionOf(connection, clock, accountId, uid))
  return (await Promise.all(ended)).filter((session) => session !== undefined)
}

async function endAll(
  connection: Connection,
  clock: Clock,
  sessions: readonly AdapterPayload[],
): Promise<readonly AdapterPayload[]> {
  const ended = sessions.map(({ uid = '' }) => endSession(connection, clock, uid))
  return (await Promise.all(ended)).filter((session) => session !== undefined)
}
