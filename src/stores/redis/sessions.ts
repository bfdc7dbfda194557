import type { Adapter, AdapterPayload } from 'oidc-provider'
import type { AccountId } from '../../ids.ts'
import { plusSeconds, type Clock } from '../../instant.ts'
import { createArtefactAdapter, lifeOf } from './artefacts.ts'
import { lastingScript, script, type Connection, type RedisReply } from './connection.ts'
import { keyOf } from './keys.ts'
import { payloadOf } from './payload.ts'
import { integerOf, malformed } from './replies.ts'
import type { Units } from './units.ts'

/** How long what was buried stays buried, in milliseconds: far longer than any request runs. */
const BURIED_FOR = 86_400_000

/** What stands under an id that is dead. */
export const DEAD = 'dead'

/*
 * A session has an id, which is the cookie's value and changes, and a uid, which stays: two slots of a
 * Cluster. What is true is settled in one place, under the uid, by one script; what stands under the id
 * is a copy, so that the everyday look-up is one command. Whatever dies is remembered in both places,
 * and a copy is written only where no tombstone stands. Why there are tombstones is told in the store on
 * SQLite.
 *
 * Under the uid, a hash: `id` (the newest), `payload`, `expires` (milliseconds since the epoch), `ended`,
 * `known:<id>` for each id that it ever had, `dead:<id>` for each that died.
 */

/** ARGV: id, payload, expires, milliseconds to live, how long tombstones live. Tells the ids that die. */
const WRITE = script(`
if redis.call('HEXISTS', KEYS[1], 'ended') == 1 then return {0} end
if redis.call('HEXISTS', KEYS[1], 'dead:' .. ARGV[1]) == 1 then return {0} end
local before = redis.call('HGET', KEYS[1], 'id')
local dying = {}
if before and before ~= ARGV[1] then
  dying[1] = before
  redis.call('HSET', KEYS[1], 'dead:' .. before, 1)
end
redis.call('HSET', KEYS[1], 'id', ARGV[1], 'payload', ARGV[2], 'expires', ARGV[3], 'known:' .. ARGV[1], 1)
local life = math.max(tonumber(ARGV[4]), tonumber(ARGV[5]))
if redis.call('PTTL', KEYS[1]) < life then redis.call('PEXPIRE', KEYS[1], life) end
return {1, unpack(dying)}
`)

/** ARGV: id, how long tombstones live. */
const BURY = script(`
redis.call('HSET', KEYS[1], 'dead:' .. ARGV[1], 1)
if redis.call('HGET', KEYS[1], 'id') == ARGV[1] then redis.call('HDEL', KEYS[1], 'id', 'payload', 'expires') end
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[2]) then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 1
`)

/** ARGV: now, how long tombstones live. Tells what it was, or nothing, and all its ids. */
const END = script(`
local known = redis.call('HMGET', KEYS[1], 'payload', 'expires')
local ids = {}
for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
  local id = string.match(field, '^known:(.*)$')
  if id then ids[#ids + 1] = id end
end
redis.call('HSET', KEYS[1], 'ended', 1)
redis.call('HDEL', KEYS[1], 'id', 'payload', 'expires')
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[2]) then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
local was = ''
if known[1] and tonumber(known[2]) > tonumber(ARGV[1]) then was = known[1] end
return {was, unpack(ids)}
`)

/** ARGV: payload, milliseconds to live. */
const COPY = script(`
if redis.call('GET', KEYS[1]) == '${DEAD}' then return 0 end
if tonumber(ARGV[2]) <= 0 then redis.call('DEL', KEYS[1]) return 1 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
`)

/** ARGV: how long tombstones live. Tells what stood there. */
const KILLING = `
local known = redis.call('GET', KEYS[1])
local left = redis.call('PTTL', KEYS[1])
redis.call('SET', KEYS[1], '${DEAD}', 'PX', math.max(left, tonumber(ARGV[1])))
return known or ''
`

const KILL = script(KILLING)

/** The last of an end: what came before it lasts with it. */
const KILL_FOR_GOOD = lastingScript(KILLING)

export function createSessionAdapter(connection: Units, clock: Clock): Adapter {
  /**
   * All at once. Where the session is refused its copy has stood for a moment under an id that was dead
   * already, or that nobody knows: a browser is told of it only after this resolves.
   */
  async function write(
    own: Connection,
    id: string,
    payload: AdapterPayload,
    uid: string,
    life: number,
  ) {
    const expires = plusSeconds(clock(), life / 1000)
    const json = JSON.stringify(payload)
    const keys = [keyOf('session', uid)] as const
    const [written, copied] = await Promise.all([
      own.run(WRITE, keys, id, json, expires, life, BURIED_FOR),
      own.run(COPY, [keyOf('session-id', id)], json, life),
      index(own, payload, uid, expires, clock()),
    ])
    const [accepted, ...dying] = listOf(written)
    const dead = accepted === 1 ? dying.map(String) : [id]
    await Promise.all(dead.map((other) => kill(own, other)))
    // It was destroyed before it was first written.
    if (accepted === 1 && copied !== 1) await own.run(BURY, keys, id, BURIED_FOR)
  }

  return {
    ...createArtefactAdapter(connection, clock, 'Session'),

    async upsert(id, payload, expiresIn) {
      const uid = payload.uid ?? id
      const life = lifeOf(expiresIn) ?? BURIED_FOR
      const keys = [keyOf('session', uid), keyOf('session-id', id)]
      await connection.later(keys, (own) => write(own, id, payload, uid, life))
    },

    async find(id) {
      const key = keyOf('session-id', id)
      const json = await connection.send(key, 'GET', key)
      return typeof json === 'string' && json !== DEAD ? payloadOf(json) : undefined
    },

    async findByUid(uid) {
      const found = await findByUid(connection, uid)
      return found && found.expires > clock() ? found.payload : undefined
    },

    destroy: (id) =>
      connection.later([keyOf('session-id', id)], async (own) => {
        const json = await kill(own, id)
        if (json === '' || json === DEAD) return
        const uid = payloadOf(json).uid ?? id
        await own.run(BURY, [keyOf('session', uid)], id, BURIED_FOR)
      }),
  }
}

async function findByUid(connection: Units, uid: string) {
  const fields = await connection.hashNow(keyOf('session', uid))
  const json = fields?.get('payload')
  if (json === undefined) return undefined
  return { payload: payloadOf(json), expires: integerOf(fields?.get('expires')) }
}

async function kill(connection: Connection, id: string, how = KILL): Promise<string> {
  const known = await connection.run(how, [keyOf('session-id', id)], BURIED_FOR)
  return typeof known === 'string' ? known : malformed('a session')
}

/** Ends a session for good; see `ArtefactIndex`. */
export async function endSession(
  connection: Connection,
  clock: Clock,
  uid: string,
): Promise<AdapterPayload | undefined> {
  const keys = [keyOf('session', uid)] as const
  const [json, ...ids] = listOf(await connection.run(END, keys, clock(), BURIED_FOR))
  await Promise.all(ids.map((id) => kill(connection, String(id), KILL_FOR_GOOD)))
  return typeof json === 'string' && json !== '' ? payloadOf(json) : undefined
}

async function index(
  connection: Connection,
  { accountId }: AdapterPayload,
  uid: string,
  expires: number,
  now: number,
): Promise<void> {
  if (accountId === undefined) return
  const key = keyOf('sessions', accountId)
  await connection.run(INDEX, [key], expires, uid, now - BURIED_FOR)
}

/**
 * The index lives as long as what lives longest in it, which is for ever where somebody signs in again and
 * again: what has expired goes when something is added. Long after, by the clock of any node. ARGV: expires,
 * uid, what had expired by when.
 */
const INDEX = script(`
redis.call('ZADD', KEYS[1], ARGV[1], ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[3])
local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
redis.call('PEXPIREAT', KEYS[1], string.format('%.0f', tonumber(last[2]) + 1000))
return 1
`)

export async function sessionsOf(
  connection: Units,
  clock: Clock,
  accountId: AccountId,
  limit: number,
): Promise<readonly AdapterPayload[]> {
  const key = keyOf('sessions', accountId)
  const now = clock()
  const uids = listOf(
    await connection.send(key, 'ZRANGE', key, '+inf', `(${now}`, 'BYSCORE', 'REV'),
  )
  const found = await Promise.all(uids.map((uid) => findByUid(connection, String(uid))))
  return found
    .flatMap((one) => (one && one.expires > now ? [one.payload] : []))
    .filter((payload) => payload.accountId === accountId)
    .slice(0, limit)
}

const listOf = (reply: RedisReply): readonly RedisReply[] =>
  Array.isArray(reply) ? (reply as readonly RedisReply[]) : malformed('a list')
