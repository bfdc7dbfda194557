import type { ArtefactIndex } from '../../accounts/artefact-index.ts'
import { plusSeconds, systemClock, type Clock } from '../../instant.ts'
import type { Store } from '../store.ts'
import { createAccountStore } from './accounts.ts'
import { createActivityStore } from './activity.ts'
import { artefactsOf, createArtefactAdapter } from './artefacts.ts'
import { createAttemptCode } from './attempt-code.ts'
import { createAttemptStore } from './attempts.ts'
import { createAuthenticatorStore } from './authenticators.ts'
import { openDatabase } from './database.ts'
import { createGrantAdapter, revokeGrants } from './grants.ts'
import { migrate, schemaOf } from './migrations.ts'
import { createPasswordResetStore } from './password-resets.ts'
import { createOutboxStore } from './outbox.ts'
import { createRecoveryCodeStore } from './recovery-codes.ts'
import { createSealedSecrets } from './sealed.ts'
import { createSessionAdapter, endSession } from './sessions.ts'
import { sweep } from './sweep.ts'
import { createTrustedBrowserStore } from './trusted-browsers.ts'
import { createUnits } from './units.ts'
import { refuseUnfinishedImport } from './unfinished-import.ts'

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
export interface SqliteStore extends Store {
  close(): void
}

/**
 * Opens the store and brings its schema up to date. A write that was acknowledged survives a crash of
 * the process and of the machine (WAL with `synchronous=FULL`, verified at each opening).
 *
 * @throws ConfigurationError `path` when the file cannot be created, made durable, or is a newer version's;
 *   `store` when an import into it has not ended
 * @throws Fault `store_unavailable` when the file is no database or cannot be read
 */
export function openSqliteStore(options: SqliteStoreOptions): SqliteStore {
  const { path, clock = systemClock, keepPendingFor = 86_400 } = options
  const database = createUnits(openDatabase(path))
  try {
    migrate(database, clock)
    refuseUnfinishedImport(database)
  } catch (error) {
    database.close()
    throw error
  }
  const artefacts: ArtefactIndex = {
    sessionsOf: async (accountId, limit) =>
      artefactsOf(database, clock(), 'Session', accountId, limit),
    grantsOf: async (accountId) => artefactsOf(database, clock(), 'Grant', accountId),
    endSession: async (uid) => endSession(database, clock, uid),
    revokeGrants: async (accountId, clientId) => revokeGrants(database, clock, accountId, clientId),
  }
  return {
    accounts: createAccountStore(database),
    authenticators: createAuthenticatorStore(database),
    attempts: createAttemptStore(database),
    attemptCode: createAttemptCode(database),
    recoveryCodes: createRecoveryCodeStore(database),
    adapter: (model) => {
      if (model === 'Session') return createSessionAdapter(database, clock)
      if (model === 'Grant') return createGrantAdapter(database, clock)
      return createArtefactAdapter(database, clock, model)
    },
    artefacts,
    passwordResets: createPasswordResetStore(database),
    trustedBrowsers: createTrustedBrowserStore(database),
    outbox: createOutboxStore(database),
    activity: createActivityStore(database),
    sealed: createSealedSecrets(database),
    endSession: async (uid) => artefacts.endSession(uid),
    within: (request, onLost) => database.within(request, onLost),
    anew: (read) => read(),
    sweep: async (limit) => sweep(database, clock(), plusSeconds(clock(), -keepPendingFor), limit),
    check: async () => {
      database.get('SELECT max(version) FROM migrations')
      // Taking the write lock fails where the file has become read-only or somebody holds it.
      database.transaction(() => undefined)
    },
    schema: async () => schemaOf(database),
    close: () => database.close(),
  }
}
