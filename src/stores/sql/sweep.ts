import { setImmediate } from 'node:timers/promises'
import { plusSeconds, type Instant } from '../../kernel/instant.ts'
import { FEW_FAILURES, HISTORY, IDLE_BUDGET } from '../retention.ts'
import type { Database } from './database.ts'

/** Rows in one transaction: few enough that no writer notices the wait. */
const BATCH = 100

/** Deletes at most `limit` rows, a batch at a time, letting requests in between; resolves how many. */
export async function sweep(
  database: Database,
  now: Instant,
  pendingSince: Instant,
  limit: number,
): Promise<number> {
  // What has expired is not read any more; this takes away what it left. Budgets hang on names that were
  // typed, so strangers could fill the disk with them: those long idle and far from locked go too. The
  // second factor's budget is an account's, and is never forgotten.
  const idle = plusSeconds(now, -IDLE_BUDGET)
  const expired = [
    ['artefacts', 'expires_at <= ?', now],
    ['tombstones', 'expires_at <= ?', now],
    ['password_resets', 'expires_at <= ?', now],
    ['email_changes', 'expires_at <= ?', now],
    ['trusted_browsers', 'expires_at <= ?', now],
    ['enrolments', 'created_at < ?', pendingSince],
    // Where a process of an older version has let them wait.
    ['authenticators', 'confirmed_at IS NULL AND created_at < ?', pendingSince],
    [
      'attempts',
      `subject LIKE 'password:%' AND failures < ${FEW_FAILURES} AND locked = 0 AND last_at < ?`,
      idle,
    ],
    ['activity', 'at < ?', plusSeconds(now, -HISTORY)],
  ] as const
  // In turns, and less than all in one: a flood in one table must not keep the others from being swept.
  const turn = Math.min(BATCH, Math.ceil(limit / expired.length))
  let swept = 0
  let left: readonly (typeof expired)[number][] = expired
  while (left.length > 0 && swept < limit) {
    const more = []
    for (const each of left) {
      const [table, condition, instant] = each
      const statement = `DELETE FROM ${table} WHERE rowid IN
        (SELECT rowid FROM ${table} WHERE ${condition} LIMIT ?)`
      const batch = Math.min(turn, limit - swept)
      const deleted = database.run(statement, instant, batch)
      swept += deleted
      if (deleted === batch) more.push(each)
      await setImmediate()
    }
    left = more
  }
  return swept
}
