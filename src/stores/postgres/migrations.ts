import type { Client } from 'pg'
import { ConfigurationError, Fault } from '../../kernel/faults.ts'
import { epochSeconds, type Clock } from '../../kernel/instant.ts'
import { integerOf } from '../sql/rows.ts'
import type { Row } from '../sql/work.ts'
import { SCHEMA } from './schema.ts'

/** Whoever brings the schema up to date holds this advisory lock: a number like any other. */
const LOCK = 8_314_052_715

/**
 * Brings the schema up to date, in one transaction of whoever of several gets the lock; the others find it done. It is
 * READ COMMITTED, so that they see it: a snapshot of their own would be older than their wait. (`IF NOT EXISTS` alone
 * lets several fail who create one thing at once.)
 *
 * @param client that waits for as long as it takes
 */
export async function migrate(client: Client, clock: Clock): Promise<void> {
  await client.query('BEGIN ISOLATION LEVEL READ COMMITTED')
  await client.query('SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0')
  await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK])
  await client.query(
    'CREATE TABLE IF NOT EXISTS migrations (version BIGINT PRIMARY KEY, applied_at BIGINT NOT NULL)',
  )
  const version = (await versionOf(client)) ?? 0
  for (const [index, step] of SCHEMA.entries()) {
    if (version > index) continue
    await client.query(step)
    const values = [index + 1, epochSeconds(clock())]
    await client.query('INSERT INTO migrations VALUES ($1, $2)', values)
  }
  const { command } = await client.query('COMMIT')
  if (command !== 'COMMIT') throw new Fault('store_unavailable', 'the schema was rolled back')
}

/** Whether there is something to do; most of the time there is not, and nobody has to wait for that. */
export const isBehind = async (client: Client): Promise<boolean> =>
  ((await versionOf(client)) ?? 0) < SCHEMA.length

/** @throws ConfigurationError `store` for a database that a newer version has written */
export async function refuseNewer(client: Client): Promise<void> {
  const version = (await versionOf(client)) ?? 0
  // An older program would write rows that lack what the newer one relies on.
  if (version > SCHEMA.length) {
    throw new ConfigurationError(
      'store',
      `the database has schema version ${version}, this program knows ${SCHEMA.length}; run the newer one`,
    )
  }
}

/** Undefined where there is nothing yet. */
export async function versionOf(client: Client): Promise<number | undefined> {
  const { rows } = await client.query<{ known: boolean }>(
    `SELECT to_regclass('migrations') IS NOT NULL AS known`,
  )
  if (rows[0]?.known !== true) return undefined
  const found = await client.query<Row>(
    'SELECT coalesce(max(version), 0) AS version FROM migrations',
  )
  return integerOf(found.rows[0] ?? {}, 'version')
}
