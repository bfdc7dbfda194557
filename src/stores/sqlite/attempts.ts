import {
  delayAfter,
  type AttemptStore,
  type Charge,
  type ThrottlePolicy,
  type ThrottleSubject,
} from '../../authenticators/attempt-store.ts'
import { plusSeconds, type Instant } from '../../instant.ts'
import type { Database } from './database.ts'
import { instantAt, integerOf } from './rows.ts'
import type { Units } from './units.ts'

export const createAttemptStore = (database: Units): AttemptStore => ({
  charge: async (subject, policy, now) =>
    database.transaction(() => charge(database, subject, policy, now)),
  clear: async (subject) => forget(database, subject),
  async forget(subject) {
    database.later('attempts', () => {
      forget(database, subject)
    })
  },
})

/** Within the transaction of whatever is attempted. */
export function charge(
  database: Database,
  subject: ThrottleSubject,
  policy: ThrottlePolicy,
  now: Instant,
): Charge {
  const row = database.get('SELECT failures, last_at FROM attempts WHERE subject = ?', subject)
  const before = row ? integerOf(row, 'failures') : 0
  if (before >= policy.lockAt) return { outcome: 'locked' }
  const delay = delayAfter(before, policy)
  if (row && delay > 0) {
    const retryAt = plusSeconds(instantAt(row, 'last_at'), delay)
    if (now < retryAt) return { outcome: 'throttled', retryAt }
  }
  const failures = before + 1
  database.run(
    `INSERT INTO attempts (subject, failures, last_at) VALUES (?1, ?2, ?3)
    ON CONFLICT (subject) DO UPDATE SET failures = ?2, last_at = ?3`,
    subject,
    failures,
    now,
  )
  return { outcome: 'charged', failures }
}

/** True where there was something to forget. */
export const forget = (database: Database, subject: ThrottleSubject): boolean =>
  database.run('DELETE FROM attempts WHERE subject = ?', subject) === 1
