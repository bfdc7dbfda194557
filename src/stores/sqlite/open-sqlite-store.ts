import type { AdapterFactory } from 'oidc-provider'
import type { AccountStore } from '../../accounts/account-store.ts'
import type { AttemptStore } from '../../authenticators/attempt-store.ts'
import type { AuthenticatorStore } from '../../authenticators/authenticator-store.ts'
import type { RecoveryCodeStore } from '../../authenticators/recovery-code-store.ts'
import type { TrustedBrowserStore } from '../../authenticators/trusted-browser-store.ts'
import { plusSeconds, systemClock, type Clock } from '../../instant.ts'
import { createAccountStore } from './accounts.ts'
import { createArtefactAdapter } from './artefacts.ts'
import { createAttemptStore } from './attempts.ts'
import { createAuthenticatorStore } from './authenticators.ts'
import { openDatabase } from './database.ts'
import { migrate } from './migrations.ts'
import { createRecoveryCodeStore } from './recovery-codes.ts'
import { createSessionAdapter, endSession } from './sessions.ts'
import { sweep } from './sweep.ts'
import { createTrustedBrowserStore } from './trusted-browsers.ts'

/** Where the file is, and how long what is in it is kept. */
export interface SqliteStoreOptions {
  /** The database file. It and its folder are created, for the process's user alone. */
  readonly path: string
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
}

/** Everything that the provider keeps, in one SQLite file, which several processes may share. */
export interface SqliteStore {
  readonly accounts: AccountStore
  readonly authenticators: AuthenticatorStore
  readonly attempts: AttemptStore
  readonly recoveryCodes: RecoveryCodeStore
  readonly trustedBrowsers: TrustedBrowserStore
  /** For oidc-provider's `adapter` option. */
  readonly adapter: AdapterFactory
  /**
   * Ends the session with this uid for good: its ids are destroyed, and a request that is under way
   * cannot write it back. Call it at logout: from oidc-provider's event `session.destroyed`, which is
   * not emitted when a session merely changes its id.
   */
  endSession(uid: string): Promise<void>
  /** Deletes at most `limit` expired rows, in small batches; resolves how many. */
  sweep(limit: number): Promise<number>
  /** Resolves when the store can be read and written. @throws Fault `store_unavailable` */
  check(): Promise<void>
  /** Afterwards every method throws `Fault` (`store_unavailable`). */
  close(): void
}

/**
 * Opens the store and brings its schema up to date. A write that was acknowledged survives a crash of
 * the process and of the machine (WAL with `synchronous=FULL`, verified at each opening).
 *
 * @throws ConfigurationError `path` when the file cannot be created, made durable, or is a newer version's
 * @throws Fault `store_unavailable` when the file is no database or cannot be read
 */
export function openSqliteStore(options: SqliteStoreOptions): SqliteStore {
  const { path, clock = systemClock, keepPendingFor = 86_400 } = options
  const database = openDatabase(path)
  try {
    migrate(database, clock)
  } catch (error) {
    database.close()
    throw error
  }
  return {
    accounts: createAccountStore(database),
    authenticators: createAuthenticatorStore(database),
    attempts: createAttemptStore(database),
    recoveryCodes: createRecoveryCodeStore(database),
    trustedBrowsers: createTrustedBrowserStore(database),
    adapter: (model) =>
      model === 'Session'
        ? createSessionAdapter(database, clock)
        : createArtefactAdapter(database, clock, model),
    endSession: async (uid) => endSession(database, clock, uid),
    sweep: async (limit) => sweep(database, clock(), plusSeconds(clock(), -keepPendingFor), limit),
    check: async () => {
      database.get('SELECT max(version) FROM migrations')
      // Taking the write lock fails where the file has become read-only or somebody holds it.
      database.transaction(() => undefined)
    },
    close: () => database.close(),
  }
}
