import type { Instant } from '../../kernel/instant.ts'
import { instantAt, integerOf, optional } from '../sql/rows.ts'
import { all, type Work } from '../sql/work.ts'
import type { ComparedClocks } from '../store.ts'

/** Milliseconds after which a node that has not looked again is no witness. */
const LIFETIME = 180_000

/** Parts of one statement see the table as it was before all of them. */
const COMPARE = `WITH time AS (
    SELECT CAST(floor(extract(epoch FROM clock_timestamp()) * 1000) AS BIGINT) AS now
  ), gone AS (
    DELETE FROM clocks USING time WHERE node <> ?1 AND at + CAST(?3 AS BIGINT) < now
  ), own AS (
    INSERT INTO clocks (node, ahead, at) SELECT ?1, CAST(?2 AS BIGINT) - now, now FROM time
    ON CONFLICT (node) DO UPDATE SET ahead = excluded.ahead, at = excluded.at
  )
  SELECT now, NULL AS ahead FROM time
  UNION ALL
  SELECT now, ahead FROM clocks, time WHERE node <> ?1 AND at + CAST(?3 AS BIGINT) >= now
  ORDER BY ahead NULLS FIRST`

/** Leaves how this node's clock stands, and tells how those of the others do. One statement. */
export function* compareClocks(node: string, now: Instant): Work<ComparedClocks> {
  const [own = {}, ...others] = yield* all(COMPARE, node, now, LIFETIME)
  return {
    storeTime: instantAt(own, 'now'),
    others: others.map((row) => optional(integerOf, row, 'ahead') ?? 0),
  }
}
