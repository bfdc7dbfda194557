import type { OnOverflow, StoreLimits } from '../limits.ts'
import type { Database } from './database.ts'
import { integerOf, textOf } from './rows.ts'

/** The sum of all networks; triggers keep it, as they keep the others. */
const ALL = 'all'

const OLDEST = `DELETE FROM artefacts WHERE rowid = (
  SELECT rowid FROM artefacts WHERE network = ? ORDER BY network_at LIMIT 1)`

const OLDEST_OF_ALL = `DELETE FROM artefacts WHERE rowid = (
  SELECT rowid FROM artefacts WHERE network IS NOT NULL ORDER BY network_at LIMIT 1)`

/**
 * Makes room where a network, or all of them together, have begun more sign-ins than they may: what has been
 * waiting longest goes. In the transaction of whatever was written, so that no number of processes has more.
 */
export function dropAnonymous(
  database: Database,
  network: string,
  limits: StoreLimits,
  tell: OnOverflow,
): void {
  const counts = new Map(
    database
      .all('SELECT network, count FROM anonymous WHERE network IN (?, ?)', network, ALL)
      .map((row) => [textOf(row, 'network'), integerOf(row, 'count')]),
  )
  let count = 0
  for (let over = excess(counts.get(network), limits.interactionsPerNetwork); over > 0; over -= 1) {
    count += database.run(OLDEST, network)
  }
  const all = (counts.get(ALL) ?? 0) - count
  for (let over = excess(all, limits.anonymousInteractions); over > 0; over -= 1) {
    count += database.run(OLDEST_OF_ALL)
  }
  if (count > 0) tell({ kind: 'interactions', count })
}

/** Rows that one write makes room for: after a limit was lowered they go by and by. */
const AT_ONCE = 10

const excess = (count = 0, limit: number): number => Math.min(count - limit, AT_ONCE)
