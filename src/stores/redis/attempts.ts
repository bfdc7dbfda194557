import type {
  AttemptStore,
  Charge,
  ThrottlePolicy,
  ThrottleSubject,
} from '../../authenticators/attempt-store.ts'
import type { Instant } from '../../instant.ts'
import { script, type RedisValue } from './connection.ts'
import { keyOf } from './keys.ts'
import { malformed, numbersOf } from './replies.ts'
import type { Units } from './units.ts'

/** Lua: `AttemptStore.charge`. The delay is that of `delayAfter`, in the same arithmetic. */
export const CHARGING = `
local function charge(key, now, lockAt, free, firstDelay, longestDelay, idle)
  local known = redis.call('HMGET', key, 'failures', 'last')
  local failures = tonumber(known[1]) or 0
  if failures >= tonumber(lockAt) then return {2, 0} end
  if known[2] and failures >= tonumber(free) then
    local delay = math.min(tonumber(firstDelay) * 2 ^ (failures - tonumber(free)), tonumber(longestDelay))
    local last = tonumber(known[2])
    -- A clock that is set back would have its owner wait for as long as it was ahead.
    if last > tonumber(now) then
      last = tonumber(now)
      redis.call('HSET', key, 'last', now)
    end
    local retry = last + delay * 1000
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

/** `charge`'s arguments after the key. */
export const chargeOf = (
  subject: ThrottleSubject,
  { lockAt, free, firstDelay, longestDelay }: ThrottlePolicy,
  now: Instant,
): readonly RedisValue[] => {
  const idle = subject.startsWith('password:') ? IDLE_BUDGET : 0
  return [now, lockAt, free, firstDelay, longestDelay, idle]
}

/** Milliseconds after which a password's budget with few failures is forgotten: names are anybody's. */
const IDLE_BUDGET = 30 * 86_400_000

/** As many as `retention.ts` calls few are forgotten one day, as after the charge before. */
const REFUND = script(`
local failures = tonumber(redis.call('HGET', KEYS[1], 'failures')) or 0
if failures <= 1 then return redis.call('DEL', KEYS[1]) end
return redis.call('HINCRBY', KEYS[1], 'failures', -1)
`)

export const createAttemptStore = (connection: Units): Required<AttemptStore> => ({
  async charge(subject, policy, now): Promise<Charge> {
    const keys = [keyOf('attempts', subject)] as const
    return chargedOf(
      numbersOf(await connection.run(CHARGE, keys, ...chargeOf(subject, policy, now))),
    )
  },

  async clear(subject) {
    const key = keyOf('attempts', subject)
    return (await connection.send(key, 'DEL', key)) === 1
  },

  async forget(subject) {
    const key = keyOf('attempts', subject)
    await connection.later([key], async (own) => {
      await own.send(key, 'DEL', key)
    })
  },

  async refund(subject) {
    await connection.run(REFUND, [keyOf('attempts', subject)])
  },
})

export function chargedOf([outcome, value]: readonly number[]): Charge {
  if (outcome === 2) return { outcome: 'locked' }
  if (value === undefined) return malformed('attempts')
  if (outcome === 1) return { outcome: 'throttled', retryAt: value as Instant }
  return { outcome: 'charged', failures: value }
}
