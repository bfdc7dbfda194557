import { delayAfter, type AttemptStore, type Charge } from '../../authenticators/attempt-store.ts'
import type { Instant } from '../../instant.ts'
import { script, type Connection } from './connection.ts'
import { keyOf } from './keys.ts'
import { malformed, numbersOf } from './replies.ts'

/**
 * The delay after n failures is computed by `delayAfter`, as in every store, and handed over: a table
 * as long as there are failures before the lock.
 */
const CHARGE = script(`
local known = redis.call('HMGET', KEYS[1], 'failures', 'last')
local failures = tonumber(known[1]) or 0
local now = tonumber(ARGV[1])
local lockAt = tonumber(ARGV[2])
if failures >= lockAt then return {2, 0} end
local delay = tonumber(ARGV[3 + failures]) * 1000
if known[2] and delay > 0 then
  local retry = tonumber(known[2]) + delay
  if now < retry then return {1, retry} end
end
failures = failures + 1
redis.call('HSET', KEYS[1], 'failures', failures, 'last', ARGV[1])
local idle = tonumber(ARGV[3 + lockAt])
-- Far from the lock it is forgotten one day; a lock is only ever opened by an operator.
if idle > 0 and failures < 20 then redis.call('PEXPIRE', KEYS[1], idle) else redis.call('PERSIST', KEYS[1]) end
return {0, failures}
`)

/** Milliseconds after which a password's budget with few failures is forgotten: names are anybody's. */
const IDLE_BUDGET = 30 * 86_400_000

export const createAttemptStore = (connection: Connection): AttemptStore => ({
  async charge(subject, policy, now): Promise<Charge> {
    const delays = Array.from({ length: policy.lockAt }, (_, failures) =>
      delayAfter(failures, policy),
    )
    const idle = subject.startsWith('password:') ? IDLE_BUDGET : 0
    const reply = await connection.run(
      CHARGE,
      [keyOf('attempts', subject)],
      now,
      policy.lockAt,
      ...delays,
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
