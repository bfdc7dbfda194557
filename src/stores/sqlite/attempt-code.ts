import { locking } from '../../kernel/throttle/attempt-store.ts'
import type { AttemptCode } from '../../people/code-attempts.ts'
import { charge, forgetFailures } from '../sql/attempts.ts'
import type { SqlUnits } from '../sql/units.ts'
import { acceptStepIn } from './authenticators.ts'
import type { Database } from './database.ts'
import { perform } from './engine.ts'

/** One attempt in one transaction: see `AttemptCode`. */
export const createAttemptCode =
  (database: Database, units: SqlUnits): AttemptCode =>
  async ({ accountId, subject, policy, at, matches }) => {
    await units.settle()
    return database.transaction(() => {
      const charged = perform(database, charge(subject, policy, at))
      if (charged.outcome !== 'charged') return charged
      const accepted = matches.find(({ id, step }) =>
        acceptStepIn(database, accountId, id, step, at),
      )
      if (!accepted) return { outcome: 'charged', ...locking(charged, policy) }
      perform(database, forgetFailures(subject))
      return { outcome: 'charged', accepted: accepted.id }
    })
  }
