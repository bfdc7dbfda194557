import { setImmediate } from 'node:timers/promises'
import { plusSeconds, type Instant } from '../../kernel/instant.ts'
import { FEW_FAILURES, HISTORY, IDLE_BUDGET } from '../retention.ts'
import { dialectOf } from './dialect.ts'
import { run, type SqlEngine } from './work.ts'

/** Rows in one transaction: few enough that no writer notices the wait. */
const BATCH = 100

/** Rows of a table that nobody needs any more; the condition knows the instant as `?1`. */
interface Expired {
  readonly table: string
  readonly condition: string
  readonly instant: Instant
}

/** Deletes at most `limit` rows, a batch at a time, letting requests in between; resolves how many. */
export async function sweep(engine: SqlEngine, now: Instant, limit: number): Promise<number> {
  // What has expired is not read any more; this takes away what it left. Budgets hang on names that were
  // typed, so strangers could fill the disk with them: those long idle and far from locked go too. The
  // second factor's budget is an account's, and is never forgotten.
  const expired: readonly Expired[] = [
    { table: 'artefacts', condition: 'expires_at <= ?1', instant: now },
    { table: 'tombstones', condition: 'expires_at <= ?1', instant: now },
    {
      table: 'attempts',
      condition: `subject LIKE 'password:%' AND failures < ${FEW_FAILURES} AND locked = 0 AND last_at < ?1`,
      instant: plusSeconds(now, -IDLE_BUDGET),
    },
    { table: 'activity', condition: 'at < ?1', instant: plusSeconds(now, -HISTORY) },
  ]
  const dialect = dialectOf(engine)
  // In turns, and less than all in one: a flood in one table must not keep the others from being swept.
  const turn = Math.min(BATCH, Math.ceil(limit / expired.length))
  let swept = 0
  let left = expired
  while (left.length > 0 && swept < limit) {
    const more: Expired[] = []
    for (const each of left) {
      const { table, condition, instant } = each
      const batch = Math.min(turn, limit - swept)
      const deleted = await engine.once(() =>
        run(dialect.deleteSome(table, condition), instant, batch),
      )
      swept += deleted
      if (deleted === batch) more.push(each)
      await setImmediate()
    }
    left = more
  }
  return swept
}
