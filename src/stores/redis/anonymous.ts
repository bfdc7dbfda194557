import type { OnOverflow, StoreLimits } from '../limits.ts'
import { PUT, PUTTING } from './artefact-record.ts'
import { script, type Connection, type RedisReply, type RedisValue } from './connection.ts'
import { keyOf } from './keys.ts'
import { integerOf, malformed, numbersOf } from './replies.ts'

/*
 * Sign-ins in which nobody has proved anything: a sorted set for each network, and one for all, of the keys of
 * the artefacts by when they were last written. Each artefact names its network's set in its field `pool`, by
 * which it leaves when somebody has proved something, and which tells whoever drops it that nobody has.
 */

const ALL = keyOf('anonymous', 'all')

/** The set that an artefact belongs to while it belongs to nobody. */
const poolOf = (network: string | undefined): string =>
  network === undefined ? '' : keyOf('anonymous', network)

/** Milliseconds for which a pool is kept of what has no end: it is asked for again before. */
const FOREVER = 86_400_000

/** Members that one write makes room for: after a limit was lowered they go by and by. */
const AT_ONCE = 10

const ENTERING = `
local function now()
  local time = redis.call('TIME')
  return string.format('%.0f', time[1] * 1000000 + time[2])
end
local function enter(pool, member, at, life)
  redis.call('ZADD', pool, at, member)
  if redis.call('PTTL', pool) < life then redis.call('PEXPIRE', pool, life) end
end
`

/**
 * Puts an artefact, keeps the pools true and drops what is over the limits, where one script may touch all
 * keys. ARGV after those of `PUTTING`: the pool (or nothing), how many that may hold, how many all may hold.
 * Tells whether the artefact was kept, and how many were dropped.
 */
const PUT_IN_POOL = script(`${ENTERING}
local function put()
${PUTTING}
end
local before = redis.call('HGET', KEYS[1], 'pool')
local kept = put()
local all = '${ALL}'
local pool = ARGV[5]
local life = ARGV[2] == '' and ${FOREVER} or tonumber(ARGV[2])
local dropped = 0
local function drop(from, limit)
  for _ = 1, ${AT_ONCE} do
    if redis.call('ZCARD', from) <= tonumber(limit) then return end
    local oldest = redis.call('ZPOPMIN', from)[1]
    local own = redis.call('HGET', oldest, 'pool')
    redis.call('ZREM', all, oldest)
    if own then
      redis.call('ZREM', own, oldest)
      redis.call('DEL', oldest)
      dropped = dropped + 1
    end
  end
end
if before and before ~= pool then
  redis.call('ZREM', before, KEYS[1])
  if pool == '' then
    redis.call('ZREM', all, KEYS[1])
    redis.call('HDEL', KEYS[1], 'pool')
  end
end
if pool ~= '' and redis.call('HEXISTS', KEYS[1], 'payload') == 1 then
  redis.call('HSET', KEYS[1], 'pool', pool)
  local at = now()
  enter(pool, KEYS[1], at, life)
  enter(all, KEYS[1], at, life)
  drop(pool, ARGV[6])
  drop(all, ARGV[7])
end
return {kept, dropped}
`)

/** Destroys an artefact and leaves the pools, where one script may touch all keys. */
const LEAVE = script(`
local pool = redis.call('HGET', KEYS[1], 'pool')
if pool then
  redis.call('ZREM', pool, KEYS[1])
  redis.call('ZREM', '${ALL}', KEYS[1])
end
return redis.call('DEL', KEYS[1])
`)

/** In a Cluster, a step at a time. ARGV: the pool, or nothing. Tells which one it was in. */
const MARK = script(`
local before = redis.call('HGET', KEYS[1], 'pool') or ''
if ARGV[1] == '' then redis.call('HDEL', KEYS[1], 'pool')
elseif redis.call('HEXISTS', KEYS[1], 'payload') == 1 then redis.call('HSET', KEYS[1], 'pool', ARGV[1]) end
return before
`)

/**
 * KEYS: a pool. ARGV: member, how many it may hold, milliseconds to live, and by which age it enters, or nothing
 * for that of now. Tells that age, and who has to go.
 */
const ENTER = script(`${ENTERING}
local at = ARGV[4] == '' and now() or ARGV[4]
enter(KEYS[1], ARGV[1], at, tonumber(ARGV[3]))
local over = math.min(redis.call('ZCARD', KEYS[1]) - tonumber(ARGV[2]), ${AT_ONCE})
local told = {at}
if over > 0 then
  local popped = redis.call('ZPOPMIN', KEYS[1], over)
  for place = 1, #popped, 2 do told[#told + 1] = popped[place] end
end
return told
`)

/** Destroys an artefact, and tells its pool; nothing where somebody has proved something meanwhile. */
const DROP = script(`
local pool = redis.call('HGET', KEYS[1], 'pool')
if not pool then return '' end
redis.call('DEL', KEYS[1])
return pool
`)

/** What an artefact is put with: the values of `PUTTING`. */
type Values = readonly [payload: string, life: RedisValue, consumed: RedisValue, ahead: string]

/** Puts an artefact of nobody's, or one that was, and makes room where there are too many. */
export async function putInPool(
  connection: Connection,
  key: string,
  values: Values,
  network: string | undefined,
  limits: StoreLimits,
  tell: OnOverflow,
): Promise<boolean> {
  const pool = poolOf(network)
  const { interactionsPerNetwork, anonymousInteractions } = limits
  const reply =
    connection.scripts === 'any keys'
      ? connection
          .run(PUT_IN_POOL, [key], ...values, pool, interactionsPerNetwork, anonymousInteractions)
          .then(numbersOf)
      : // In this order to the same node.
        Promise.all([
          connection.run(PUT, [key], ...values).then(integerOf),
          settleStepwise(connection, key, pool, Number(values[1] || FOREVER), limits),
        ])
  const [kept = 0, count = 0] = await reply
  if (count > 0) tell({ kind: 'interactions', count })
  return kept === 1
}

async function settleStepwise(
  connection: Connection,
  key: string,
  pool: string,
  life: number,
  limits: StoreLimits,
): Promise<number> {
  const before = textOf(await connection.run(MARK, [key], pool))
  const isAnother = before !== '' && before !== pool
  if (isAnother) await leave(connection, key, before, pool === '')
  if (pool === '') return 0
  // The set of all comes first, and its ages hold in both. Where each went by its own node's order, those that
  // one of them keeps could be those that the other drops, until nobody is left. And whoever is dropped here
  // before it enters its pool is the oldest there, and takes no living one's place.
  const [at = '', ...fromAll] = listOf(
    await connection.run(ENTER, [ALL], key, limits.anonymousInteractions, life, ''),
  )
  const [, ...fromPool] = listOf(
    await connection.run(ENTER, [pool], key, limits.interactionsPerNetwork, life, at),
  )
  const dropped = [...fromAll, ...fromPool].map((member) => drop(connection, member))
  return (await Promise.all(dropped)).filter(Boolean).length
}

async function drop(connection: Connection, member: string): Promise<boolean> {
  const pool = textOf(await connection.run(DROP, [member]))
  await leave(connection, member, pool, true)
  return pool !== ''
}

/** Destroys an artefact that may be in a pool. */
export async function destroyAnonymous(connection: Connection, key: string): Promise<void> {
  if (connection.scripts === 'any keys') {
    await connection.run(LEAVE, [key])
    return
  }
  const pool = textOf(await connection.run(MARK, [key], ''))
  await Promise.all([
    connection.send(key, 'DEL', key),
    ...(pool === '' ? [] : [leave(connection, key, pool, true)]),
  ])
}

async function leave(
  connection: Connection,
  key: string,
  pool: string,
  altogether: boolean,
): Promise<void> {
  await Promise.all([
    ...(pool === '' ? [] : [connection.send(pool, 'ZREM', pool, key)]),
    ...(altogether ? [connection.send(ALL, 'ZREM', ALL, key)] : []),
  ])
}

const textOf = (reply: RedisReply): string =>
  typeof reply === 'string' ? reply : malformed('a pool')

const listOf = (reply: RedisReply): readonly string[] =>
  Array.isArray(reply) ? reply.map(String) : malformed('a pool')
