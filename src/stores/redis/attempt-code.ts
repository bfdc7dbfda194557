import type { AttemptStore } from '../../kernel/throttle/attempt-store.ts'
import type { AuthenticatorId } from '../../kernel/ids.ts'
import { attemptInSteps, type AttemptCode, type CodeAttempt } from '../../people/code-attempts.ts'
import { acceptStep } from '../../people/document/authenticators.ts'
import type { Changed } from '../../people/document/document.ts'
import { createAccountStores } from '../documents/account-stores.ts'
import { createDocuments } from '../documents/documents.ts'
import type { DocumentEngine } from '../documents/port.ts'
import { stepOf } from '../documents/writing.ts'
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

/** In a Cluster the two keys are on two nodes, and it takes several calls. */
export function createAttemptCode(
  connection: RedisUnits,
  attempts: AttemptStore,
  engine: DocumentEngine,
): AttemptCode {
  const { authenticators } = createAccountStores(createDocuments(engine))
  const inSteps = attemptInSteps(attempts, authenticators)
  if (connection.scripts !== 'any keys') return inSteps
  return async (attempt) => {
    const { accountId, subject, policy, at } = attempt
    const fields = await connection.hash(documentKey(accountId))
    const made = acceptFirst(attempt)(fields?.get('document'))
    // What matches nothing is charged. What matches, and is used up as it was read, is looked at again.
    if (!made.write) return inSteps(attempt)
    const change = changeOf(accountId, fields, made)
    const keys = [...changeKeys(accountId), keyOf('attempts', subject)] as const
    const values = [...chargeOf(subject, policy, at), ...changeValues(change)]
    const reply = await connection.run(ATTEMPT, keys, ...values)
    if (!Array.isArray(reply)) return malformed('an attempt')
    const [charged = null, changed = null] = reply
    const charge = chargedOf(numbersOf(charged))
    if (charge.outcome !== 'charged') return charge
    const outcome = rememberedOutcome(connection, change, changed)
    if (outcome.is === 'done' && made.result) return { outcome: 'charged', accepted: made.result }
    // Somebody has changed the account since it was read: it was charged, and the steps are tried one by one.
    const charging = { ...attempts, charge: async () => charge }
    return attemptInSteps(charging, authenticators)(attempt)
  }
}

/** Uses up the first step that can be. */
const acceptFirst = ({ accountId, matches, at }: CodeAttempt) =>
  stepOf(accountId, (document): Changed<AuthenticatorId | undefined> => {
    for (const { id, step } of matches) {
      const accepted = acceptStep(document, id, step, at)
      if (accepted.document) return { result: id, document: accepted.document }
    }
    return { result: undefined }
  })
