import { attemptInSteps, type AttemptCode } from '../../people/code-attempts.ts'
import { locking, type AttemptStore } from '../../kernel/throttle/attempt-store.ts'
import type { AuthenticatorStore } from '../../people/authenticator-store.ts'
import { CHARGING, chargedOf, chargeOf } from './attempts.ts'
import { ACCEPTING } from './authenticators.ts'
import { script } from './connection.ts'
import { keyOf } from './keys.ts'
import { integerOf, malformed, numbersOf } from './replies.ts'
import type { RedisUnits } from './units.ts'

/**
 * KEYS: the budget, and the account's devices. ARGV: what `charge` takes, at, then an id and a step for
 * each match. Tells what was charged, which match was accepted (0: none), and the devices as they are.
 */
const ATTEMPT = script(`${CHARGING}${ACCEPTING}
local charged = charge(KEYS[1], unpack(ARGV, 1, 6))
if charged[1] ~= 0 then return {charged, 0, {}} end
for at = 8, #ARGV, 2 do
  if acceptStep(KEYS[2], ARGV[at], ARGV[at + 1], ARGV[7]) then
    redis.call('DEL', KEYS[1])
    return {charged, (at - 6) / 2, redis.call('HGETALL', KEYS[2])}
  end
end
return {charged, 0, {}}
`)

/** In a Cluster the two keys are on two nodes, and it takes several calls. */
export const createAttemptCode = (
  connection: RedisUnits,
  { attempts, authenticators }: { attempts: AttemptStore; authenticators: AuthenticatorStore },
): AttemptCode =>
  connection.scripts === 'any keys'
    ? async ({ accountId, subject, policy, at, matches }) => {
        const devices = keyOf('devices', accountId)
        const reply = await connection.run(
          ATTEMPT,
          [keyOf('attempts', subject), devices],
          ...chargeOf(subject, policy, at),
          at,
          ...matches.flatMap(({ id, step }) => [id, step]),
        )
        if (!Array.isArray(reply)) return malformed('an attempt')
        const [charged = null, place = null, hash = null] = reply
        const charge = chargedOf(numbersOf(charged))
        if (charge.outcome !== 'charged') return charge
        const accepted = matches[integerOf(place) - 1]
        if (!accepted) return { outcome: 'charged', ...locking(charge, policy) }
        connection.learn(devices, hash)
        return { outcome: 'charged', accepted: accepted.id }
      }
    : attemptInSteps(attempts, authenticators)
