import {
  delayAfter,
  locking,
  type AttemptStore,
  type Charge,
  type ThrottlePolicy,
  type ThrottleSubject,
} from '../../kernel/throttle/attempt-store.ts'
import type { AttemptCode } from '../../people/code-attempts.ts'
import { plusSeconds, type Instant } from '../../kernel/instant.ts'
import { acceptStepIn } from './authenticators.ts'
import type { Database } from './database.ts'
import { instantAt, integerOf } from './rows.ts'
import type { SqliteUnits } from './units.ts'

const FIND = 'SELECT failures, last_at, locked FROM attempts WHERE subject = ?'

/** In a transaction of the caller's: what is read is still true when it is written. */
export function chargeIn(
  database: Database,
  subject: ThrottleSubject,
  policy: ThrottlePolicy,
  now: Instant,
): Charge {
  const row = database.get(FIND, subject)
  const before = row ? integerOf(row, 'failures') : 0
  if (row && before >= policy.lockAt) {
    // Fewer were allowed before, or a program counted that did not note it.
    if (integerOf(row, 'locked') === 0) {
      database.run('UPDATE attempts SET locked = 1 WHERE subject = ?', subject)
    }
    return { outcome: 'locked' }
  }
  const delay = delayAfter(before, policy)
  if (row && delay > 0) {
    const last = instantAt(row, 'last_at')
    // A clock that is set back would have its owner wait for as long as it was ahead.
    if (last > now) database.run('UPDATE attempts SET last_at = ? WHERE subject = ?', now, subject)
    const retryAt = plusSeconds(last > now ? now : last, delay)
    if (now < retryAt) return { outcome: 'throttled', retryAt }
  }
  const failures = before + 1
  database.run(
    `INSERT INTO attempts (subject, failures, last_at, locked) VALUES (?1, ?2, ?3, ?4)
    ON CONFLICT (subject) DO UPDATE SET failures = ?2, last_at = ?3, locked = ?4`,
    subject,
    failures,
    now,
    failures >= policy.lockAt ? 1 : 0,
  )
  return { outcome: 'charged', failures }
}

const CLEAR = 'DELETE FROM attempts WHERE subject = ?'

/** In a transaction of the caller's. */
export const forgetFailuresIn = (database: Database, subject: ThrottleSubject): boolean =>
  database.run(CLEAR, subject) === 1

/** One attempt in one transaction: see `AttemptCode`. */
export const createAttemptCode =
  (database: Database, units: SqliteUnits): AttemptCode =>
  async ({ accountId, subject, policy, at, matches }) => {
    units.settle()
    return database.transaction(() => {
      const charge = chargeIn(database, subject, policy, at)
      if (charge.outcome !== 'charged') return charge
      const accepted = matches.find(({ id, step }) =>
        acceptStepIn(database, accountId, id, step, at),
      )
      if (!accepted) return { outcome: 'charged', ...locking(charge, policy) }
      database.run(CLEAR, subject)
      return { outcome: 'charged', accepted: accepted.id }
    })
  }

export function createAttemptStore(database: Database, units: SqliteUnits): Required<AttemptStore> {
  return {
    async charge(subject, policy, now) {
      units.settle()
      return database.transaction(() => chargeIn(database, subject, policy, now))
    },

    async find(subject) {
      units.settle()
      const row = database.get(FIND, subject)
      return row && { failures: integerOf(row, 'failures'), lastAt: instantAt(row, 'last_at') }
    },

    async clear(subject) {
      units.settle()
      return forgetFailuresIn(database, subject)
    },

    async forget(subject) {
      units.later(() => {
        database.run(CLEAR, subject)
      })
    },

    async refund(subject) {
      units.settle()
      database.transaction(() => {
        database.run(
          'UPDATE attempts SET failures = failures - 1, locked = 0 WHERE subject = ?',
          subject,
        )
        database.run('DELETE FROM attempts WHERE subject = ? AND failures <= 0', subject)
      })
    },
  }
}
