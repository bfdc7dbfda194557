import type { Instant } from '../../kernel/instant.ts'
import { refuseUnfinished } from '../transfer/unfinished.ts'
import type { Database } from './database.ts'
import { instantAt } from '../sql/rows.ts'

/*
 * A table that stands only while the store is being filled: no step of the schema, because a store that
 * is whole knows nothing of it.
 */

export function unfinishedSince(database: Database): Instant | undefined {
  const table = database.get(
    `SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'unfinished_import'`,
  )
  const row = table && database.get('SELECT since FROM unfinished_import')
  return row && instantAt(row, 'since')
}

/** Within the transaction that finds the store empty. */
export function markUnfinished(database: Database, since: Instant): void {
  database.exec('CREATE TABLE unfinished_import (since INTEGER NOT NULL) STRICT')
  database.run('INSERT INTO unfinished_import VALUES (?)', since)
}

export function unmarkUnfinished(database: Database): void {
  database.exec('DROP TABLE IF EXISTS unfinished_import')
}

/** @throws ConfigurationError `store` */
export const refuseUnfinishedImport = (database: Database): void =>
  refuseUnfinished(unfinishedSince(database))
