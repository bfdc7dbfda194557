import type { Instant } from '../../../kernel/instant.ts'
import type { WholeStore } from '../../transfer/whole-store.ts'
import { instantAt } from '../rows.ts'
import { get, lock, run, type SqlEngine, type Work } from '../work.ts'
import { readAll, type Snapshot } from './read-all.ts'
import { writeRecord } from './write-record.ts'

export interface WholeSqlStoreParts {
  readonly engine: SqlEngine
  /** Opens what sees one moment, and lets everybody else write meanwhile. */
  readonly openSnapshot: () => Promise<Snapshot & { readonly close: () => Promise<void> }>
  readonly close: () => Promise<void>
}

/** A store in tables as a whole, to be copied or to be filled. */
export const createWholeSqlStore = ({
  engine,
  openSnapshot,
  close,
}: WholeSqlStoreParts): WholeStore => ({
  name: engine.name,

  async *read() {
    const snapshot = await openSnapshot()
    try {
      yield* readAll(snapshot)
    } finally {
      await snapshot.close()
    }
  },

  unfinishedSince: () => engine.read(unfinishedSince),

  begin: (at) =>
    engine.change(function* () {
      yield* lock('import', 'all')
      const since = yield* unfinishedSince()
      if (since !== undefined) return { outcome: 'unfinished', since }
      const holds = yield* contents()
      if (holds.length > 0) return { outcome: 'not_empty', holds }
      yield* run('INSERT INTO unfinished_import (since) VALUES (?1)', at)
      return { outcome: 'begun' }
    }),

  write: (records, again = false) =>
    engine.change(function* () {
      for (const record of records) yield* writeRecord(record, again)
    }),

  async finish() {
    await engine.change(() => run('DELETE FROM unfinished_import'))
  },

  async discard() {
    await engine.change(function* () {
      if ((yield* unfinishedSince()) === undefined) return
      for (const table of Object.keys(TABLES)) yield* run(`DELETE FROM ${table}`)
      yield* run('DELETE FROM unfinished_import')
    })
  },

  close,
})

/** Since when an import into the store has not ended. */
export function* unfinishedSince(): Work<Instant | undefined> {
  const row = yield* get('SELECT since FROM unfinished_import')
  return row && instantAt(row, 'since')
}

/** Every table that holds what a store is for, with the word for it. A test compares it with the schema. */
export const TABLES: Readonly<Record<string, string>> = {
  documents: 'accounts',
  document_keys: 'accounts',
  last_uses: 'accounts',
  activity: 'activity',
  attempts: 'failed attempts',
  outbox: 'waiting mails',
  logout_notices: 'waiting logout notices',
  clients: 'clients',
  client_secrets: 'clients',
  artefacts: 'sessions and the like',
  tombstones: 'ended sessions',
}

function* contents(): Work<readonly string[]> {
  const words = new Set<string>()
  for (const [table, word] of Object.entries(TABLES)) {
    if (yield* get(`SELECT 1 FROM ${table} LIMIT 1`)) words.add(word)
  }
  return [...words]
}
