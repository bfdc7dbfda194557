import { randomInt } from 'node:crypto'
import type { OnOverflow, StoreLimits } from '../limits.ts'
import { dialectOf } from './dialect.ts'
import { integerOf } from './rows.ts'
import { get, lock, run, type SqlEngine, type SqlValue, type Work } from './work.ts'

/**
 * Makes room where a network, or all of them together, have begun more sign-ins than they may: what has been
 * waiting longest goes.
 *
 * It looks when the sign-in is written and everybody sees it. Of any number at once the last to look sees all, so that in
 * the end there are no more than there may be, and nobody has had to wait for another's commit in order to be counted.
 * Those alone wait for each other that find too many: of a network or of all, as what one deletes the other has counted.
 */
export async function dropAnonymous(
  engine: SqlEngine,
  network: string,
  limits: StoreLimits,
  tell: OnOverflow,
): Promise<void> {
  const counts = dialectOf(engine).anonymous
  const kinds = [
    {
      limit: limits.interactionsPerNetwork,
      counting: counts.ofNetwork,
      dropping: OLDEST,
      values: [network],
    },
    {
      limit: limits.anonymousInteractions,
      counting: counts.ofAll,
      dropping: OLDEST_OF_ALL,
      values: [],
    },
  ]
  for (const { limit, counting, dropping, values } of kinds) {
    const looked = counts.every(limit)
    if (looked > 1 && randomInt(looked) > 0) continue
    const atMost = AT_ONCE + 3 * looked
    const excess = () => excessOf(counting, values, limit, atMost)
    if ((await engine.read(excess)) === 0) continue
    const count = await engine.change(function* () {
      yield* lock('anonymous', 'all')
      const over = yield* excess()
      return over > 0 ? yield* run(dropping, ...values, over) : 0
    })
    if (count > 0) tell({ kind: 'interactions', count })
  }
}

/** Rows that one write makes room for: after a limit was lowered they go by and by. */
const AT_ONCE = 10

/** By how many there are more than `limit`, as far as `atMost`. */
function* excessOf(
  counting: string,
  values: readonly SqlValue[],
  limit: number,
  atMost: number,
): Work<number> {
  const row = yield* get(counting, ...values, limit + atMost)
  return row ? Math.max(integerOf(row, 'count') - limit, 0) : 0
}

// One that somebody has proved something in meanwhile has no network any more, and stays.
const OLDEST = `DELETE FROM artefacts WHERE network = ?1 AND (model, id) IN (
  SELECT model, id FROM artefacts WHERE network = ?1 ORDER BY network_at LIMIT ?2)`

const OLDEST_OF_ALL = `DELETE FROM artefacts WHERE network IS NOT NULL AND (model, id) IN (
  SELECT model, id FROM artefacts WHERE network IS NOT NULL ORDER BY network_at LIMIT ?1)`
