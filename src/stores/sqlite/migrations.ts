import { ConfigurationError } from '../../kernel/faults.ts'
import { epochSeconds, type Clock } from '../../kernel/instant.ts'
import type { Database } from './database.ts'
import { integerOf } from '../sql/rows.ts'
import { SCHEMA } from './schema.ts'
import { trackSpace } from './space.ts'

/**
 * Brings the schema up to date. Each step is a transaction that asks for the version again once it
 * holds the write lock: of processes that start together on one file, one applies the step and the
 * others find it done.
 *
 * @throws ConfigurationError `path` for a database that a newer version has written
 */
export function migrate(database: Database, clock: Clock): void {
  database.run(
    'CREATE TABLE IF NOT EXISTS migrations (version INTEGER PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT',
  )
  let isCarriedOver = false
  for (const [index, step] of SCHEMA.entries()) {
    database.transaction(() => {
      const version = versionOf(database)
      if (version > index) return
      isCarriedOver ||= version > 0 && typeof step !== 'string'
      if (typeof step === 'string') database.exec(step)
      else step(database)
      database.run('INSERT INTO migrations VALUES (?, ?)', index + 1, epochSeconds(clock()))
    })
  }
  if (isCarriedOver) trackSpace(database)
  // An older program would write rows that lack what the newer one relies on.
  const version = versionOf(database)
  if (version > SCHEMA.length) {
    throw new ConfigurationError(
      'path',
      `the database has schema version ${version}, this program knows ${SCHEMA.length}; run the newer one`,
    )
  }
}

/** The version of what is stored, and the one that this program brings it to. */
export const schemaOf = (database: Database) => ({
  found: versionOf(database),
  known: SCHEMA.length,
})

const versionOf = (database: Database): number =>
  integerOf(
    database.get('SELECT coalesce(max(version), 0) AS version FROM migrations') ?? {},
    'version',
  )
