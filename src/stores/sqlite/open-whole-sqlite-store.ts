import { systemClock, type Clock } from '../../kernel/instant.ts'
import { createWholeSqlStore } from '../sql/transfer/whole-sql-store.ts'
import type { WholeStore } from '../transfer/whole-store.ts'
import { openDatabase } from './database.ts'
import { createSqliteEngine } from './engine.ts'
import { migrate } from './migrations.ts'

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
  const engine = createSqliteEngine(database)
  return createWholeSqlStore({
    engine,
    // WAL lets everybody else write meanwhile; what they write stays in the -wal file until the reading has ended.
    async openSnapshot() {
      database.exec('BEGIN')
      return { ...engine, close: async () => database.exec('ROLLBACK') }
    },
    close: async () => database.close(),
  })
}
