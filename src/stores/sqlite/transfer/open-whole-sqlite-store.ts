import { systemClock, type Clock } from '../../../kernel/instant.ts'
import type { WholeStore } from '../../transfer/whole-store.ts'
import { openDatabase, type Database } from '../database.ts'
import { migrate } from '../migrations.ts'
import { markUnfinished, unfinishedSince, unmarkUnfinished } from '../unfinished-import.ts'
import { readAll } from './read-all.ts'
import { writeRecord } from './write-record.ts'

export interface WholeSqliteStoreOptions {
  readonly path: string
  /** To be read: a file that is not there is an error, and not a new one. */
  readonly mustExist?: boolean
  /** @default systemClock */
  readonly clock?: Clock
}

/**
 * Opens a connection of its own to a store on SQLite, to copy it or to fill it.
 *
 * @throws ConfigurationError `store` where there is no such file, else as `openSqliteStore`
 * @throws Fault `store_unavailable`
 */
export function openWholeSqliteStore(options: WholeSqliteStoreOptions): WholeStore {
  const { path, mustExist = false, clock = systemClock } = options
  const database = openDatabase(path, { mustExist })
  try {
    migrate(database, clock)
  } catch (error) {
    database.close()
    throw error
  }
  return {
    name: 'sqlite',
    read: () => readAll(database),
    unfinishedSince: async () => unfinishedSince(database),

    async begin(at) {
      return database.transaction(() => {
        const since = unfinishedSince(database)
        if (since !== undefined) return { outcome: 'unfinished', since }
        const holds = contentsOf(database)
        if (holds.length > 0) return { outcome: 'not_empty', holds }
        markUnfinished(database, at)
        return { outcome: 'begun' }
      })
    },

    async write(records) {
      database.transaction(() => {
        for (const record of records) writeRecord(database, record)
      })
    },

    async finish() {
      database.transaction(() => unmarkUnfinished(database))
    },

    async discard() {
      database.transaction(() => {
        if (unfinishedSince(database) === undefined) return
        for (const table of Object.keys(TABLES)) database.run(`DELETE FROM ${table}`)
        unmarkUnfinished(database)
      })
    },

    close: async () => database.close(),
  }
}

/** Every table that holds what a store is for, with the word for it. A test compares it with the schema. */
export const TABLES: Readonly<Record<string, string>> = {
  accounts: 'accounts',
  authenticators: 'devices',
  enrolments: 'devices that are being set up',
  recovery_codes: 'recovery codes',
  password_resets: 'password resets',
  email_changes: 'changes of addresses',
  trusted_browsers: 'trusted browsers',
  activity: 'activity',
  attempts: 'failed attempts',
  outbox: 'waiting mails',
  logout_notices: 'waiting logout notices',
  clients: 'clients',
  client_secrets: 'clients',
  artefacts: 'sessions and the like',
  tombstones: 'ended sessions',
}

const contentsOf = (database: Database): readonly string[] =>
  Object.entries(TABLES).flatMap(([table, word]) =>
    database.get(`SELECT 1 FROM ${table} LIMIT 1`) ? [word] : [],
  )
