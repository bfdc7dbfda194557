import { setImmediate } from 'node:timers/promises'
import { plusSeconds, type Instant } from '../../instant.ts'
import type { Database } from './database.ts'

/** Rows in one transaction: few enough that no writer notices the wait. */
const BATCH = 100

/** Seconds after which a password's budget with few failures is forgotten. */
const IDLE_BUDGET = 30 * 86_400

/** Seconds for which the history of an account goes back. */
const HISTORY = 180 * 86_400

/** Failures that tell of typing errors and not of guessing. */
const FEW = 20

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
    ['trusted_browsers', 'expires_at <= ?', now],
    ['authenticators', 'confirmed_at IS NULL AND created_at < ?', pendingSince],
    ['attempts', `subject LIKE 'password:%' AND failures < ${FEW} AND last_at < ?`, idle],
    ['activity', 'at < ?', plusSeconds(now, -HISTORY)],
  ] as const
  let swept = 0
  for (const [table, condition, instant] of expired) {
    const statement = `DELETE FROM ${table} WHERE rowid IN
      (SELECT rowid FROM ${table} WHERE ${condition} LIMIT ?)`
    while (swept < limit) {
      const batch = Math.min(BATCH, limit - swept)
      const deleted = database.run(statement, instant, batch)
      swept += deleted
      if (deleted < batch) break
      await setImmediate()
    }
  }
  return swept
}
