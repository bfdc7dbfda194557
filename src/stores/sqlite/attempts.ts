import { delayAfter, type AttemptStore } from '../../authenticators/attempt-store.ts'
import { plusSeconds } from '../../instant.ts'
import type { Database } from './database.ts'
import { instantAt, integerOf } from './rows.ts'

export function createAttemptStore(database: Database): AttemptStore {
  return {
    async charge(subject, policy, now) {
      return database.transaction(() => {
        const row = database.get(
          'SELECT failures, last_at FROM attempts WHERE subject = ?',
          subject,
        )
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
      })
    },

    async clear(subject) {
      return database.run('DELETE FROM attempts WHERE subject = ?', subject) === 1
    },
  }
}
