import type { ActivityEntry, ActivityStore } from '../../audit/activity-store.ts'
import type { Instant } from '../../kernel/instant.ts'
import { script, type RedisReply } from './connection.ts'
import { keyOf } from './keys.ts'
import { integerOf, malformed } from './replies.ts'
import type { RedisUnits, Write } from './units.ts'

/** Milliseconds for which the history of an account goes back. */
const HISTORY = 180 * 86_400_000

/**
 * A sorted set per account: the place, and as the member `<place>:<at>:<entry>`, so that no two are
 * one. What is too old goes when something is added, a few at a time.
 */
const ADD = `
local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
local place = string.format('%.0f', (tonumber(last[2]) or 0) + 1)
redis.call('ZADD', KEYS[1], place, place .. ':' .. ARGV[1] .. ':' .. ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
for _ = 1, 5 do
  local first = redis.call('ZRANGE', KEYS[1], 0, 0)[1]
  local at = string.match(first, '^%d+:(%d+):')
  if tonumber(at) >= tonumber(ARGV[1]) - tonumber(ARGV[3]) then break end
  redis.call('ZREM', KEYS[1], first)
end
`

const KEEP = script(`${ADD} return 1`)
const FORGET = script(`${ADD} redis.call('DEL', KEYS[1]) return 1`)

export const createActivityStore = (connection: RedisUnits): ActivityStore => ({
  async add(accountId, at, entry) {
    const key = keyOf('activity', accountId)
    const write: Write = async (own) => {
      await own.run(KEEP, [key], at, entry, HISTORY)
    }
    // As everywhere: a history that cannot be written keeps nobody from signing in.
    await connection.later([key], write, { mayFail: true })
  },

  async addNothing(at, entry) {
    // No account has this id, and another slot of a Cluster each time.
    await connection.run(FORGET, [keyOf('activity', `nobody ${at}`)], at, entry, HISTORY)
  },

  async list(accountId, before, limit) {
    const key = keyOf('activity', accountId)
    const from = before === undefined ? '+inf' : `(${before}`
    const reply = await connection.send(
      key,
      'ZRANGE',
      key,
      from,
      '-inf',
      'BYSCORE',
      'REV',
      'LIMIT',
      0,
      Math.max(limit, 0),
    )
    if (!Array.isArray(reply)) return malformed('activity')
    return reply.map(entryOf)
  },
})

export function entryOf(member: RedisReply): ActivityEntry {
  const [, place, at, entry] = /^(\d+):(\d+):([^]*)$/.exec(String(member)) ?? []
  if (entry === undefined) return malformed('activity')
  return { place: integerOf(place), at: integerOf(at) as Instant, entry }
}
