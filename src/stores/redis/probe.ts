import { ConfigurationError } from '../../kernel/faults.ts'
import { RedisForbids, script, type Connection } from './connection.ts'
import type { Durability } from './durabilities.ts'
import { keyOf } from './keys.ts'

/**
 * Every command that our scripts run and that we send, once and to no effect. A user who lacks one of them
 * (`ACL SETUSER … -command`), or a Redis in which it is renamed, would fail in the middle of a sign-in. A test holds the list
 * complete.
 */
export const PROBE = `
local hash, sorted, text = KEYS[1], KEYS[2], KEYS[3]
local refused = {}
local function try(name, ...)
  local reply = redis.pcall(name, ...)
  if type(reply) ~= 'table' or not reply.err then return end
  -- As Redis 7.0, later ones and Valkey say it.
  for _, words in ipairs({ 'this command', 'ACL failure in script', 'nknown Redis command', 'nknown command' }) do
    if reply.err:find(words) then
      refused[#refused + 1] = name
      return
    end
  end
  return reply
end
local broken
for _, line in ipairs({
  { 'SET', text, '1', 'PX', '60000' }, { 'GET', text }, { 'SETRANGE', text, '0', '' }, { 'EXISTS', text },
  { 'HSET', hash, 'a', '1' }, { 'HSETNX', hash, 'a', '1' }, { 'HGET', hash, 'a' }, { 'HMGET', hash, 'a' },
  { 'HGETALL', hash }, { 'HEXISTS', hash, 'a' }, { 'HKEYS', hash }, { 'HINCRBY', hash, 'a', '1' },
  { 'HRANDFIELD', hash, '1' }, { 'HSCAN', hash, '0' }, { 'HDEL', hash, 'b' },
  { 'ZADD', sorted, '1', 'a' }, { 'ZCARD', sorted }, { 'ZCOUNT', sorted, '0', '1' }, { 'ZSCORE', sorted, 'a' },
  { 'ZRANGE', sorted, '0', '0' }, { 'ZREM', sorted, 'b' }, { 'ZREMRANGEBYSCORE', sorted, '5', '6' },
  { 'ZPOPMIN', sorted }, { 'PERSIST', hash }, { 'PEXPIRE', hash, '60000' }, { 'EXPIRE', hash, '60' },
  { 'PTTL', hash }, { 'PEXPIRETIME', hash }, { 'TIME' }, { 'DEL', hash, sorted },
}) do
  broken = broken or try(unpack(line))
end
local time = redis.pcall('TIME')
if type(time) == 'table' and not time.err then
  broken = broken or try('PEXPIREAT', text, tostring((tonumber(time[1]) + 60) * 1000))
end
return broken or refused
`
const TRY_ALL = script(PROBE)

/**
 * Tries on each node that is written to what a sign-in needs there, and what a change to a device needs where it waits for
 * the disk.
 *
 * @throws RedisForbids that names the commands which Redis does not allow or does not know
 */
export async function probe(connection: Connection, durability: Durability): Promise<void> {
  // Waits for a millisecond at most: that it may be asked is enough, and a busy disk takes no node out of use.
  if (durability !== 'none') await connection.everywhere('WAITAOF', '1', '0', '1')
  const refused = await Promise.all(
    connection.tags().map((tag) => {
      const keys = (['check', 'check-hash', 'check-set'] as const).map((kind) => keyOf(kind, tag))
      const [text = '', hash = '', sorted = ''] = keys
      return connection.run(TRY_ALL, [hash, sorted, text])
    }),
  )
  const names = [
    ...new Set(refused.flatMap((reply) => (Array.isArray(reply) ? reply.map(String) : []))),
  ]
  if (names.length > 0) {
    throw new RedisForbids(`does not allow, or does not know, ${names.join(', ')}`)
  }
}

/** The same at start: what is not allowed then will not be allowed a moment later. @throws ConfigurationError `store` */
export async function refuseForbidding(
  connection: Connection,
  durability: Durability,
): Promise<void> {
  try {
    await probe(connection, durability)
  } catch (error) {
    if (!(error instanceof RedisForbids)) throw error
    throw new ConfigurationError(
      'store',
      `${error.message}: see "The least rights" in docs/operations.md`,
      {
        cause: error,
      },
    )
  }
}
