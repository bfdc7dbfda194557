import type { AttemptCode } from '../../authenticators/code-attempts.ts'
import { charge, forget } from './attempts.ts'
import { acceptStep } from './authenticators.ts'
import type { Database } from './database.ts'

/** In one transaction, and so with one wait for the disk. */
export const createAttemptCode =
  (database: Database): AttemptCode =>
  async ({ accountId, subject, policy, at, matches }) =>
    database.transaction(() => {
      const charged = charge(database, subject, policy, at)
      if (charged.outcome !== 'charged') return charged
      const accepted = matches.find(({ id, step }) => acceptStep(database, accountId, id, step, at))
      if (!accepted) return { outcome: 'charged' }
      forget(database, subject)
      return { outcome: 'charged', accepted: accepted.id }
    })
