import type { AdapterPayload } from 'oidc-provider'
import type { AccountId } from '../../kernel/ids.ts'
import type { Clock } from '../../kernel/instant.ts'
import { lastingScript, script, type Connection, type RedisReply } from './connection.ts'
import { keyOf } from './keys.ts'
import { payloadOf } from './artefact-record.ts'
import { fieldsOf, integerOf, malformed } from './replies.ts'
import type { RedisUnits } from './units.ts'

/** How long what was buried stays buried, in milliseconds: far longer than any request runs. */
export const BURIED_FOR = 86_400_000

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
 * `known:<id>` for each id that it ever had, `dead:<id>` for each that died, `former:<id>` for each of
 * these that leads to it still.
 */

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

/** By what is read within a request, or as it is. */
export async function findByUid(connection: Connection | RedisUnits, uid: string) {
  const key = keyOf('session', uid)
  const fields =
    'hashNow' in connection
      ? await connection.hashNow(key)
      : fieldsOf(await connection.send(key, 'HGETALL', key))
  const json = fields?.get('payload')
  if (json === undefined) return undefined
  return { payload: payloadOf(json), expires: integerOf(fields?.get('expires')) }
}

export async function kill(connection: Connection, id: string, how = KILL): Promise<string> {
  const known = await connection.run(how, [keyOf('session-id', id)], BURIED_FOR)
  return typeof known === 'string' ? known : malformed('a session')
}

/** Ends a session for good; see `ArtefactIndex`. */
export async function endSession(
  connection: Connection,
  clock: Clock,
  uid: string,
): Promise<AdapterPayload | undefined> {
  const { ended, killing } = await end(connection, clock, uid)
  const { accountId } = ended ?? {}
  await Promise.all([
    killing(),
    accountId === undefined ? undefined : forget(connection, accountId, uid),
  ])
  return ended
}

/** The same of an account that is removed: who goes on after a crash finds it until nothing leads to it. */
export async function endSessionOf(
  connection: Connection,
  clock: Clock,
  accountId: AccountId,
  uid: string,
): Promise<AdapterPayload | undefined> {
  const found = await findByUid(connection, uid)
  const isOthers = found !== undefined && found.payload.accountId !== accountId
  const { ended, killing } = isOthers ? none : await end(connection, clock, uid)
  await killing()
  await forget(connection, accountId, uid)
  return ended
}

const none = { ended: undefined, killing: async () => {} }

/** It has ended, and its ids still lead to it. */
async function end(connection: Connection, clock: Clock, uid: string) {
  const keys = [keyOf('session', uid)] as const
  const [json, ...ids] = listOf(await connection.run(END, keys, clock(), BURIED_FOR))
  const ended = typeof json === 'string' && json !== '' ? payloadOf(json) : undefined
  async function killing(): Promise<void> {
    await Promise.all(ids.map((id) => kill(connection, String(id), KILL_FOR_GOOD)))
  }
  return { ended, killing }
}

/** What has ended is found by its account no more. */
export async function forget(
  connection: Connection,
  accountId: string,
  uid: string,
): Promise<void> {
  const key = keyOf('sessions', accountId)
  await connection.send(key, 'ZREM', key, uid)
}

export const listOf = (reply: RedisReply): readonly RedisReply[] =>
  Array.isArray(reply) ? (reply as readonly RedisReply[]) : malformed('a list')
