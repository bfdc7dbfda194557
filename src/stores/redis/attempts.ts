import type { AttemptStore, Charge } from '../../authenticators/attempt-store.ts'
import type { Instant } from '../../instant.ts'
import { script, type Connection } from './connection.ts'
import { keyOf } from './keys.ts'
import { malformed, numbersOf } from './replies.ts'

/** Lua: `AttemptStore.charge`. The delay is that of `delayAfter`, in the same arithmetic. */
const CHARGING = `
local function charge(key, now, lockAt, free, firstDelay, longestDelay, idle)
  local known = redis.call('HMGET', key, 'failures', 'last')
  local failures = tonumber(known[1]) or 0
  if failures >= tonumber(lockAt) then return {2, 0} end
  if known[2] and failures >= tonumber(free) then
    local delay = math.min(tonumber(firstDelay) * 2 ^ (failures - tonumber(free)), tonumber(longestDelay))
    local retry = tonumber(known[2]) + delay * 1000
    if tonumber(now) < retry then return {1, retry} end
  end
  failures = failures + 1
  redis.call('HSET', key, 'failures', failures, 'last', now)
  -- Far from the lock it is forgotten one day; a lock is only ever opened by an operator.
  if tonumber(idle) > 0 and failures < 20 then redis.call('PEXPIRE', key, idle) else redis.call('PERSIST', key) end
  return {0, failures}
end
`

/** ARGV: now, lockAt, free, firstDelay, longestDelay, milliseconds until few failures are forgotten. */
const CHARGE = script(`${CHARGING}
return charge(KEYS[1], unpack(ARGV))
`)

/** Milliseconds after which a password's budget with few failures is forgotten: names are anybody's. */
const IDLE_BUDGET = 30 * 86_400_000

export const createAttemptStore = (connection: Connection): AttemptStore => ({
  async charge(subject, policy, now): Promise<Charge> {
    const { lockAt, free, firstDelay, longestDelay } = policy
    const idle = subject.startsWith('password:') ? IDLE_BUDGET : 0
    const reply = await connection.run(
      CHARGE,
      [keyOf('attempts', subject)],
      now,
      lockAt,
      free,
      firstDelay,
      longestDelay,
      idle,
    )
    const [outcome, value] = numbersOf(reply)
    if (outcome === 2) return { outcome: 'locked' }
    if (value === undefined) return malformed('attempts')
    if (outcome === 1) return { outcome: 'throttled', retryAt: value as Instant }
    return { outcome: 'charged', failures: value }
  },

  async clear(subject) {
    return (
      (await connection.send(keyOf('attempts', subject), 'DEL', keyOf('attempts', subject))) === 1
    )
  },
})
