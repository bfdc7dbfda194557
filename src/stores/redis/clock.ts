import type { Instant } from '../../kernel/instant.ts'
import type { ComparedClocks } from '../store.ts'
import { script, type Connection } from './connection.ts'
import { keyOf } from './keys.ts'
import { integerOf, numbersOf } from './replies.ts'

/** How the nodes' clocks stand to Redis': a hash of `<how far ahead>:<when that was>` by node. */
const CLOCKS = keyOf('nodes', 'all')

/** Milliseconds after which a node that has not looked again is no witness. */
const LIFETIME = 180_000

/** ARGV: node, its time, lifetime. Tells Redis' time, and how far ahead each other node is. */
const COMPARE = script(`
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local known = redis.call('HGETALL', KEYS[1])
local told = {string.format('%.0f', now)}
for i = 1, #known, 2 do
  local ahead, at = string.match(known[i + 1], '^(-?%d+):(%d+)$')
  if not at or tonumber(at) + ARGV[3] < now then
    redis.call('HDEL', KEYS[1], known[i])
  elseif known[i] ~= ARGV[1] then
    table.insert(told, ahead)
  end
end
redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f:%.0f', ARGV[2] - now, now))
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return told
`)

/** One round trip: leaves how this node's clock stands, and tells how those of the others do. */
export async function compareClocks(
  connection: Connection,
  node: string,
  now: Instant,
): Promise<ComparedClocks> {
  const reply = await connection.run(COMPARE, [CLOCKS], node, now, LIFETIME)
  const [storeTime, ...others] = numbersOf(reply)
  return { storeTime: integerOf(storeTime) as Instant, others }
}
