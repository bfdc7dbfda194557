import type {
  AttemptStore,
  Charge,
  ThrottlePolicy,
  ThrottleSubject,
} from '../../kernel/throttle/attempt-store.ts'
import type { Instant } from '../../kernel/instant.ts'
import { FEW_FAILURES, IDLE_BUDGET, isOfName } from '../retention.ts'
import { script, type RedisValue } from './connection.ts'
import { keyOf } from './keys.ts'
import { fieldsOf, integerOf, malformed, numbersOf } from './replies.ts'
import type { RedisUnits } from './units.ts'

/** Lua: where they are few they are forgotten one day; a lock is only ever opened by an operator. */
const KEEPING = `
local function keep(key, failures, locked, idle)
  if tonumber(idle) > 0 and failures < ${FEW_FAILURES} and not locked then
    redis.call('PEXPIRE', key, idle)
  else
    redis.call('PERSIST', key)
  end
end
`

/** Lua: `AttemptStore.charge`. The delay is that of `delayAfter`, in the same arithmetic. */
export const CHARGING = `${KEEPING}
local function charge(key, now, lockAt, free, firstDelay, longestDelay, idle)
  local known = redis.call('HMGET', key, 'failures', 'last', 'locked')
  local failures = tonumber(known[1]) or 0
  if failures >= tonumber(lockAt) then
    -- Fewer were allowed before, or a program counted that did not note it.
    if not known[3] then
      redis.call('HSET', key, 'locked', 1)
      redis.call('PERSIST', key)
    end
    return {2, 0}
  end
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
  if failures >= tonumber(lockAt) then
    redis.call('HSET', key, 'locked', 1)
  elseif known[3] then
    redis.call('HDEL', key, 'locked')
  end
  keep(key, failures, failures >= tonumber(lockAt), idle)
  return {0, failures}
end
`

/** ARGV: now, lockAt, free, firstDelay, longestDelay, milliseconds until few failures are forgotten. */
const CHARGE = script(`${CHARGING}
return charge(KEYS[1], unpack(ARGV))
`)

/** How many `charge` takes after the key. */
export const CHARGE_VALUES = 6

/** What those are. */
export const chargeOf = (
  subject: ThrottleSubject,
  { lockAt, free, firstDelay, longestDelay }: ThrottlePolicy,
  now: Instant,
): readonly RedisValue[] => {
  return [now, lockAt, free, firstDelay, longestDelay, idleOf(subject)]
}

/** Milliseconds after which it is forgotten; 0: never. */
const idleOf = (subject: ThrottleSubject): number => (isOfName(subject) ? IDLE_BUDGET * 1000 : 0)

/** ARGV: milliseconds until few failures are forgotten. */
const REFUND = script(`${KEEPING}
local failures = tonumber(redis.call('HGET', KEYS[1], 'failures')) or 0
if failures <= 1 then return redis.call('DEL', KEYS[1]) end
redis.call('HDEL', KEYS[1], 'locked')
keep(KEYS[1], failures - 1, false, ARGV[1])
return redis.call('HINCRBY', KEYS[1], 'failures', -1)
`)

export const createAttemptStore = (connection: RedisUnits): Required<AttemptStore> => ({
  async charge(subject, policy, now): Promise<Charge> {
    const keys = [keyOf('attempts', subject)] as const
    return chargedOf(
      numbersOf(await connection.run(CHARGE, keys, ...chargeOf(subject, policy, now))),
    )
  },

  async find(subject) {
    const key = keyOf('attempts', subject)
    const fields = fieldsOf(await connection.send(key, 'HGETALL', key))
    return (
      fields && {
        failures: integerOf(fields.get('failures')),
        lastAt: integerOf(fields.get('last')) as Instant,
      }
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
    await connection.run(REFUND, [keyOf('attempts', subject)], idleOf(subject))
  },
})

export function chargedOf([outcome, value]: readonly number[]): Charge {
  if (outcome === 2) return { outcome: 'locked' }
  if (value === undefined) return malformed('attempts')
  if (outcome === 1) return { outcome: 'throttled', retryAt: value as Instant }
  return { outcome: 'charged', failures: value }
}
