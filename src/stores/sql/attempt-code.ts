import { locking } from '../../kernel/throttle/attempt-store.ts'
import type { AttemptCode } from '../../people/code-attempts.ts'
import { acceptStep } from '../../people/document/authenticators.ts'
import { stepOf } from '../documents/writing.ts'
import { charge, forgetFailures } from './attempts.ts'
import { changeDocument } from './documents.ts'
import type { SqlUnits } from './units.ts'
import { lock, type SqlEngine } from './work.ts'

/**
 * One attempt in one transaction: see `AttemptCode`. One that is wrong leaves the account alone: who guesses holds up
 * nobody's change of it.
 */
export const createAttemptCode =
  (engine: SqlEngine, units: SqlUnits): AttemptCode =>
  async ({ accountId, subject, policy, at, matches }) => {
    await units.settle()
    return engine.change(function* () {
      // The account before its budget, as whoever removes it locks them.
      if (matches.length > 0) yield* lock('account', accountId)
      const charged = yield* charge(subject, policy, at)
      if (charged.outcome !== 'charged') return charged
      for (const { id, step } of matches) {
        const accept = stepOf(accountId, (document) => acceptStep(document, id, step, at))
        if ((yield* changeDocument(accountId, accept)) !== true) continue
        yield* forgetFailures(subject)
        return { outcome: 'charged', accepted: id }
      }
      return { outcome: 'charged', ...locking(charged, policy) }
    })
  }
