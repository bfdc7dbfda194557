import type { z } from 'zod'
import type { Instant } from '../../kernel/instant.ts'
import { script, type Connection } from './connection.ts'
import { integerOf, jsonOf, malformed } from './replies.ts'

/*
 * What waits to be sent, for all nodes: a sorted set of ids by when they are due, and a hash with `<id>:made` (JSON)
 * and `<id>:attempts`. The two have one hash tag, so that one script claims.
 */

/** The sorted set, and the hash. */
export type WaitingKeys = readonly [due: string, waiting: string]

/** Lua: adds one. */
export const ADDING_WAITING = `
local function addWaiting(due, waiting, id, made, at, attempts)
  redis.call('HSET', waiting, id .. ':made', made, id .. ':attempts', attempts)
  redis.call('ZADD', due, at, id)
end
`

/** ARGV: id, made, due, attempts. */
const ADD = script(`${ADDING_WAITING}
addWaiting(KEYS[1], KEYS[2], unpack(ARGV))
return 1
`)

/** ARGV: now, until. Tells the id, what was made, and how often it was claimed. */
const CLAIM = script(`
local id = redis.call('ZRANGE', KEYS[1], '-inf', ARGV[1], 'BYSCORE', 'LIMIT', 0, 1)[1]
if not id then return {} end
redis.call('ZADD', KEYS[1], ARGV[2], id)
local attempts = redis.call('HINCRBY', KEYS[2], id .. ':attempts', 1)
return {id, redis.call('HGET', KEYS[2], id .. ':made'), attempts}
`)

/** ARGV: id. */
const DONE = script(`
redis.call('HDEL', KEYS[2], ARGV[1] .. ':made', ARGV[1] .. ':attempts')
return redis.call('ZREM', KEYS[1], ARGV[1])
`)

/** ARGV: id, attempts, due. */
const LATER = script(`
if redis.call('HGET', KEYS[2], ARGV[1] .. ':attempts') ~= ARGV[2] then return 0 end
redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
return 1
`)

/** One that was claimed. */
export interface Claimed<Made> {
  readonly id: string
  readonly made: Made
  readonly attempts: number
}

export const addWaiting = async (
  connection: Connection,
  keys: WaitingKeys,
  id: string,
  made: object,
  dueAt: Instant,
  attempts = 0,
): Promise<void> => {
  await connection.run(ADD, keys, id, JSON.stringify(made), dueAt, attempts)
}

/** @param what as a fault names what cannot be read: "a mail" */
export async function claimWaiting<Made>(
  connection: Connection,
  keys: WaitingKeys,
  [now, until]: readonly [now: Instant, until: Instant],
  schema: z.ZodType<Made>,
  what: string,
): Promise<Claimed<Made> | undefined> {
  const reply = await connection.run(CLAIM, keys, now, until)
  if (!Array.isArray(reply)) return malformed(what)
  const [id, made, attempts] = reply
  if (id === undefined) return undefined
  return { id: String(id), made: jsonOf(made, schema, what), attempts: integerOf(attempts) }
}

export const finishWaiting = async (
  connection: Connection,
  keys: WaitingKeys,
  id: string,
): Promise<boolean> => (await connection.run(DONE, keys, id)) === 1

/** False where it was claimed again meanwhile. */
export const delayWaiting = async (
  connection: Connection,
  keys: WaitingKeys,
  { id, attempts }: { readonly id: string; readonly attempts: number },
  dueAt: Instant,
): Promise<boolean> => (await connection.run(LATER, keys, id, attempts, dueAt)) === 1
