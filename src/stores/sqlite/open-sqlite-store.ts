import { ConfigurationError } from '../../kernel/faults.ts'
import { systemClock, type Clock } from '../../kernel/instant.ts'
import { DEFAULT_LIMITS, type StoreLimits } from '../limits.ts'
import { createSqlStore } from '../sql/create-sql-store.ts'
import { unfinishedSince } from '../sql/transfer/whole-sql-store.ts'
import type { Store } from '../store.ts'
import { refuseUnfinished } from '../transfer/unfinished.ts'
import { openDatabase } from './database.ts'
import { createSqliteEngine, perform } from './engine.ts'
import { migrate, schemaOf } from './migrations.ts'
import { giveBack } from './space.ts'

/** Where the file is, and how long what is in it is kept. */
export interface SqliteStoreOptions {
  /** The database file. It and its folder are created, for the process's user alone. */
  readonly path: string
  /**
   * A file that is not there is an error, and not a new one.
   * @default false
   */
  readonly mustExist?: boolean
  /**
   * What oidc-provider's artefacts expire by, and what `sweep` goes by.
   * @default systemClock
   */
  readonly clock?: Clock
  /**
   * Seconds for which `sweep` leaves an unconfirmed authenticator alone; no shorter than an enrolment
   * may take.
   * @default 86400
   */
  readonly keepPendingFor?: number
  /** @default DEFAULT_LIMITS */
  readonly limits?: Partial<StoreLimits>
}

/** Everything that the provider keeps, in one SQLite file, which several processes may share. */
export interface SqliteStore extends Store {
  close(): void
}

/**
 * Opens the store and brings its schema up to date. A write that was acknowledged survives a crash of
 * the process and of the machine (WAL with `synchronous=FULL`, verified at each opening).
 *
 * @throws ConfigurationError `path` when the file cannot be created, made durable, or is a newer version's;
 *   `store` when an import into it has not ended, or it must exist and does not
 * @throws Fault `store_unavailable` when the file is no database or cannot be read
 */
export function openSqliteStore(options: SqliteStoreOptions): SqliteStore {
  // From JavaScript, a path alone is what one would guess.
  if (typeof Object(options).path !== 'string') {
    throw new ConfigurationError('path', 'expected the name of a file, as { path }')
  }
  const { path, mustExist = false, clock = systemClock, keepPendingFor = 86_400 } = options
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const database = openDatabase(path, { mustExist })
  const engine = createSqliteEngine(database)
  try {
    migrate(database, clock)
    refuseUnfinished(perform(database, unfinishedSince()))
  } catch (error) {
    database.close()
    throw error
  }
  const store = createSqlStore({ engine, clock, limits, keepPendingFor })
  return {
    ...store,
    async sweep(limit) {
      const swept = await store.sweep(limit)
      await giveBack(database)
      return swept
    },
    check: async () => {
      database.get('SELECT max(version) FROM migrations')
      // Taking the write lock fails where the file has become read-only or somebody holds it.
      database.transaction(() => undefined)
    },
    schema: async () => schemaOf(database),
    close: () => database.close(),
  }
}
