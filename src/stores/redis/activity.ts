import type { ActivityEntry, ActivityStore } from '../../audit/activity-store.ts'
import type { Instant } from '../../kernel/instant.ts'
import { script, type RedisReply } from './connection.ts'
import { keyOf } from './keys.ts'
import { integerOf, malformed } from './replies.ts'
import type { RedisUnits, Write } from './units.ts'

/** Milliseconds for which the history of an account goes back. */
const HISTORY = 180 * 86_400_000

/**
 * Lua: a sorted set per account: the place, and as the member `<place>:<at>:<entry>`, so that no two are
 * one. What is too old goes when something is added, a few at a time.
 */
export const ADDING_ENTRIES = `
local function addEntry(key, at, entry)
  local last = redis.call('ZRANGE', key, -1, -1, 'WITHSCORES')
  local place = string.format('%.0f', (tonumber(last[2]) or 0) + 1)
  redis.call('ZADD', key, place, place .. ':' .. at .. ':' .. entry)
  redis.call('PEXPIRE', key, ${HISTORY})
  for _ = 1, 5 do
    local first = redis.call('ZRANGE', key, 0, 0)[1]
    local began = string.match(first, '^%d+:(%d+):')
    if tonumber(began) >= tonumber(at) - ${HISTORY} then break end
    redis.call('ZREM', key, first)
  end
end
`

/** ARGV: at, entry. */
const KEEP = script(`${ADDING_ENTRIES}
addEntry(KEYS[1], ARGV[1], ARGV[2])
return 1
`)
const FORGET = script(`${ADDING_ENTRIES}
addEntry(KEYS[1], ARGV[1], ARGV[2])
redis.call('DEL', KEYS[1])
return 1
`)

export const createActivityStore = (connection: RedisUnits): ActivityStore => ({
  async add(accountId, at, entry) {
    const key = keyOf('activity', accountId)
    const write: Write = async (own) => {
      await own.run(KEEP, [key], at, entry)
    }
    // As everywhere: a history that cannot be written keeps nobody from signing in.
    await connection.later([key], write, { mayFail: true })
  },

  async addNothing(at, entry) {
    // No account has this id, and another slot of a Cluster each time.
    await connection.run(FORGET, [keyOf('activity', `nobody ${at}`)], at, entry)
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
