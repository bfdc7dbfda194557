import type { AttemptStore } from '../../kernel/throttle/attempt-store.ts'
import type { AuthenticatorStore } from '../../people/authenticator-store.ts'
import { attemptInSteps, type AttemptCode, type CodeAttempt } from '../../people/code-attempts.ts'
import { acceptStep } from '../../people/document/authenticators.ts'
import { documentFrom } from '../../people/document/json.ts'
import type { Step } from '../documents/port.ts'
import { writeOf } from '../documents/writing.ts'
import { CHARGE_VALUES, CHARGING, chargedOf, chargeOf } from './attempts.ts'
import { script } from './connection.ts'
import { changeOf, rememberedOutcome } from './document-change.ts'
import { documentKey } from './document-names.ts'
import { CHANGING, changeKeys, changeValues } from './document-scripts.ts'
import { keyOf } from './keys.ts'
import { malformed, numbersOf } from './replies.ts'
import type { RedisUnits } from './units.ts'

/**
 * KEYS: those of `change`, then the budget. ARGV: what `charge` takes, then what `change` does. Tells what was charged and,
 * where it was, what became of the change; where that was done, the failures are forgotten.
 */
const ATTEMPT = script(`${CHARGING}${CHANGING}
local budget = KEYS[#KEYS]
local charged = charge(budget, unpack(ARGV, 1, ${CHARGE_VALUES}))
if charged[1] ~= 0 then return {charged} end
local changed = change(KEYS, ${CHARGE_VALUES + 1})
if changed[1] == 'done' then redis.call('DEL', budget) end
return {charged, changed}
`)

interface Stores {
  readonly attempts: AttemptStore
  readonly authenticators: Pick<AuthenticatorStore, 'acceptStep'>
}

/** In a Cluster the two keys are on two nodes, and it takes several calls. */
export const createAttemptCode = (connection: RedisUnits, stores: Stores): AttemptCode =>
  connection.scripts === 'any keys' ? atOnce(connection, stores) : inSteps(stores)

const inSteps = ({ attempts, authenticators }: Stores): AttemptCode =>
  attemptInSteps(attempts, authenticators)

const atOnce =
  (connection: RedisUnits, stores: Stores): AttemptCode =>
  async (attempt) => {
    const { accountId, subject, policy, at } = attempt
    const fields = await connection.hash(documentKey(accountId))
    const made = acceptFirst(attempt, fields?.get('document'))
    // What matches nothing is charged. What matched as it was read, and is used up, may be asked for again.
    if (!made.write) return inSteps(stores)(attempt)
    const change = changeOf(accountId, fields, made)
    const keys = [...changeKeys(accountId), keyOf('attempts', subject)] as const
    const values = [...chargeOf(subject, policy, at), ...changeValues(change)]
    const reply = await connection.run(ATTEMPT, keys, ...values)
    if (!Array.isArray(reply)) return malformed('an attempt')
    const [charged = null, changed = null] = reply
    const charge = chargedOf(numbersOf(charged))
    if (charge.outcome !== 'charged') return charge
    const outcome = rememberedOutcome(connection, change, changed)
    if (outcome.is === 'done') return { outcome: 'charged', accepted: made.result }
    // Somebody has changed the account since it was read: it was charged, and the steps are tried one by one.
    const charging = { ...stores.attempts, charge: async () => charge }
    return inSteps({ ...stores, attempts: charging })(attempt)
  }

/** Uses up the first step that can be. */
function acceptFirst({ accountId, matches, at }: CodeAttempt, text: string | undefined) {
  const document = text === undefined ? undefined : documentFrom(accountId, text)
  for (const { id, step } of document ? matches : []) {
    const accepted = document && acceptStep(document, id, step, at)
    if (!document || !accepted?.document) continue
    return { result: id, write: writeOf(document, accepted.document) } satisfies Step<unknown>
  }
  return { result: undefined, write: undefined }
}
