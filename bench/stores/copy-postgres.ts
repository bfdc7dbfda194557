import { Client } from 'pg'
import { translationOf, type Copy } from './copy.ts'

/** Accounts that are sent at once. */
const BATCH = 1000

interface Table {
  readonly insert: string
  /** As JSON. */
  readonly rows: readonly string[]
}

/** Copies everything that stands in the database for each of these. */
export async function copyInPostgres(url: string, copies: Iterable<Copy>): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    // A database that is only being made may be lost.
    await client.query('SET synchronous_commit = off')
    const tables = await tablesOf(client)
    let batch: Copy[] = []
    for (const copy of copies) {
      batch.push(copy)
      if (batch.length < BATCH) continue
      await send(client, tables, batch)
      batch = []
    }
    await send(client, tables, batch)
    // What it would do meanwhile by itself, and has done by then.
    await client.query('VACUUM (ANALYZE)')
    await client.query('CHECKPOINT')
  } finally {
    await client.end()
  }
}

/** The tables in which something stands. */
async function tablesOf(client: Client): Promise<readonly Table[]> {
  const tables: Table[] = []
  const { rows: names } = await client.query<{ name: string; columns: string }>(COLUMNS)
  for (const { name, columns } of names) {
    const { rows } = await client.query<{ row: string }>(
      `SELECT CAST(row_to_json(own) AS TEXT) AS row FROM (SELECT ${columns} FROM ${name}) own`,
    )
    if (rows.length === 0) continue
    const insert = `INSERT INTO ${name} (${columns})
      SELECT ${columns} FROM json_populate_recordset(CAST(NULL AS ${name}), CAST($1 AS JSON))`
    tables.push({ insert, rows: rows.map(({ row }) => row) })
  }
  return tables
}

/** Numbers that the database gives are given again. */
const COLUMNS = `SELECT table_name AS name, string_agg(column_name, ', ' ORDER BY ordinal_position) AS columns
  FROM information_schema.columns
  WHERE table_schema = 'public' AND is_identity = 'NO'
    AND table_name NOT IN ('migrations', 'clocks', 'client_revision')
  GROUP BY table_name ORDER BY table_name`

async function send(
  client: Client,
  tables: readonly Table[],
  copies: readonly Copy[],
): Promise<void> {
  const translations = copies.map(translationOf)
  for (const { insert, rows } of tables) {
    const copied = translations.flatMap((translate) => rows.map(translate))
    if (copied.length > 0) await client.query(insert, [`[${copied.join()}]`])
  }
}
