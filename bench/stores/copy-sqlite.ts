import { setImmediate as turn } from 'node:timers/promises'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { translationOf, type Copy } from './copy.ts'

interface Table {
  readonly insert: (values: readonly SQLInputValue[]) => void
  readonly rows: readonly (readonly SQLInputValue[])[]
}

/** Copies everything that stands in the database for each of these. */
export async function copyInSqlite(store: string, copies: Iterable<Copy>): Promise<void> {
  const database = new DatabaseSync(store.slice('sqlite:'.length))
  // A database that is only being made may be lost.
  database.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -2000000; BEGIN')
  const tables = database
    .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
    .all()
    .map(({ name }) => String(name))
    .filter((name) => name !== 'migrations')
    .map((name) => tableOf(database, name))
  let copied = 0
  for (const copy of copies) {
    copied += 1
    // Ctrl-C is heard between two of them.
    if (copied % 10_000 === 0) await turn()
    const translated = translationOf(copy)
    const blobs = copy.filter(([from]) => typeof from !== 'string')
    const translate = (value: SQLInputValue): SQLInputValue => {
      if (typeof value === 'string') return translated(value)
      if (!(value instanceof Uint8Array)) return value
      return blobs.find(([from]) => Buffer.compare(from as Uint8Array, value) === 0)?.[1] ?? value
    }
    for (const { insert, rows } of tables) for (const row of rows) insert(row.map(translate))
  }
  database.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE); ANALYZE')
  database.close()
}

function tableOf(database: DatabaseSync, name: string): Table {
  const found = database.prepare(`SELECT * FROM ${name}`).all()
  const columns = Object.keys(found[0] ?? {})
  const places = columns.map(() => '?').join()
  const statement =
    columns.length === 0
      ? undefined
      : database.prepare(`INSERT INTO ${name} (${columns.join()}) VALUES (${places})`)
  return { insert: (values) => void statement?.run(...values), rows: found.map(Object.values) }
}
