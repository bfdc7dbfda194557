import type { ArtefactIndex } from '../../people/artefact-index.ts'
import { ConfigurationError } from '../../kernel/faults.ts'
import { plusSeconds, systemClock, type Clock } from '../../kernel/instant.ts'
import { DEFAULT_LIMITS, type StoreLimits } from '../limits.ts'
import type { Store } from '../store.ts'
import { createAccountRemoval } from './account-removal.ts'
import { createAccountStore } from './accounts.ts'
import { createActivityStore } from './activity.ts'
import { artefactsOf, createArtefactAdapter } from './artefacts.ts'
import { createAttemptCode, createAttemptStore } from './attempts.ts'
import { createAuthenticatorStore } from './authenticators.ts'
import { createClientStore } from './clients.ts'
import { openDatabase } from './database.ts'
import { createGrantAdapter, revokeGrants } from './grants.ts'
import { createEmailChangeStore } from './email-changes.ts'
import { createLogoutOutbox } from './logout-outbox.ts'
import { migrate, schemaOf } from './migrations.ts'
import { createPasswordResetStore } from './password-resets.ts'
import { createOutboxStore } from './outbox.ts'
import { createRecoveryCodeStore } from './recovery-codes.ts'
import { createSealedSecrets } from './sealed.ts'
import { countSessions, createSessionAdapter, endSession, endSessionsOf } from './sessions.ts'
import { sweep } from './sweep.ts'
import { createTrustedBrowserStore } from './trusted-browsers.ts'
import { createUnits } from './units.ts'
import { refuseUnfinishedImport } from './unfinished-import.ts'

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
  try {
    migrate(database, clock)
    refuseUnfinishedImport(database)
  } catch (error) {
    database.close()
    throw error
  }
  const units = createUnits(database)
  const settled = async <T>(work: () => T): Promise<T> => {
    units.settle()
    return work()
  }
  const artefacts: ArtefactIndex = {
    sessionsOf: (accountId, limit) =>
      settled(() => artefactsOf(database, clock(), 'Session', accountId, limit)),
    grantsOf: (accountId) => settled(() => artefactsOf(database, clock(), 'Grant', accountId)),
    countSessions: (accountId) => settled(() => countSessions(database, clock(), accountId)),
    endSession: (uid) => settled(() => endSession(database, clock, uid)),
    endSessionsOf: (accountId, atMost, except) =>
      settled(() => endSessionsOf(database, clock, accountId, atMost, except)),
    revokeGrants: (accountId, clientId) =>
      settled(() => revokeGrants(database, clock, accountId, clientId)),
  }
  return {
    accounts: createAccountStore(database),
    removal: createAccountRemoval(database, units, clock),
    authenticators: createAuthenticatorStore(database),
    attempts: createAttemptStore(database, units),
    attemptCode: createAttemptCode(database, units),
    recoveryCodes: createRecoveryCodeStore(database),
    adapter: (model) => {
      if (model === 'Session') return createSessionAdapter(database, units, clock, limits)
      if (model === 'Grant') return createGrantAdapter(database, units, clock)
      return createArtefactAdapter(database, units, clock, model, limits)
    },
    artefacts,
    passwordResets: createPasswordResetStore(database),
    emailChanges: createEmailChangeStore(database),
    trustedBrowsers: createTrustedBrowserStore(database),
    outbox: createOutboxStore(database),
    logouts: createLogoutOutbox(database),
    activity: createActivityStore(database, units),
    clients: createClientStore(database),
    sealed: createSealedSecrets(database),
    endSession: async (uid) => artefacts.endSession(uid),
    together: (_accountId, work) => work(),
    afterwards: (work) => {
      work()
    },
    within: (request, onLost, onOverflow) => units.within(request, onLost, onOverflow),
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
