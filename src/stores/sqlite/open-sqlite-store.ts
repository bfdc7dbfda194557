import { ConfigurationError } from '../../kernel/faults.ts'
import { plusSeconds, systemClock, type Clock, type Instant } from '../../kernel/instant.ts'
import { DEFAULT_LIMITS, type StoreLimits } from '../limits.ts'
import type { Store } from '../store.ts'
import { createAccountRemoval } from './account-removal.ts'
import { createAccountStore } from './accounts.ts'
import { createActivityStore } from '../sql/activity.ts'
import { createArtefactAdapter, type Artefacts } from '../sql/artefacts.ts'
import { createArtefactIndex } from '../sql/artefact-index.ts'
import { createAttemptStore } from '../sql/attempts.ts'
import { createAttemptCode } from './attempt-code.ts'
import { createAuthenticatorStore } from './authenticators.ts'
import { createClientStore } from '../sql/clients.ts'
import { openDatabase } from './database.ts'
import { createSqliteEngine } from './engine.ts'
import { createGrantAdapter } from '../sql/grants.ts'
import { createEmailChangeStore } from './email-changes.ts'
import { createLogoutOutbox } from '../sql/logout-outbox.ts'
import { migrate, schemaOf } from './migrations.ts'
import { createPasswordResetStore } from './password-resets.ts'
import { createOutboxStore } from '../sql/outbox.ts'
import { createRecoveryCodeStore } from './recovery-codes.ts'
import { createSealedSecrets } from './sealed.ts'
import { createSessionAdapter } from '../sql/sessions.ts'
import { sweep, type Expired } from '../sql/sweep.ts'
import { createTrustedBrowserStore } from './trusted-browsers.ts'
import { createUnits } from '../sql/units.ts'
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
  const engine = createSqliteEngine(database)
  const units = createUnits(engine)
  const kept: Artefacts = { engine, units, clock, limits }
  const artefacts = createArtefactIndex(kept)
  return {
    accounts: createAccountStore(database),
    removal: createAccountRemoval(database, units, clock),
    authenticators: createAuthenticatorStore(database),
    attempts: createAttemptStore(engine, units),
    attemptCode: createAttemptCode(database, units),
    recoveryCodes: createRecoveryCodeStore(database),
    adapter: (model) => {
      if (model === 'Session') return createSessionAdapter(kept)
      if (model === 'Grant') return createGrantAdapter(kept)
      return createArtefactAdapter(kept, model)
    },
    artefacts,
    passwordResets: createPasswordResetStore(database),
    emailChanges: createEmailChangeStore(database),
    trustedBrowsers: createTrustedBrowserStore(database),
    outbox: createOutboxStore(engine),
    logouts: createLogoutOutbox(engine),
    activity: createActivityStore(engine, units),
    clients: createClientStore(engine),
    sealed: createSealedSecrets(database),
    endSession: async (uid) => artefacts.endSession(uid),
    together: (_accountId, work) => work(),
    afterwards: (work) => {
      work()
    },
    within: (request, onLost, onOverflow) => units.within(request, onLost, onOverflow),
    anew: (read) => read(),
    sweep: (limit) => sweep(engine, clock(), limit, expiredOf(clock(), keepPendingFor)),
    check: async () => {
      database.get('SELECT max(version) FROM migrations')
      // Taking the write lock fails where the file has become read-only or somebody holds it.
      database.transaction(() => undefined)
    },
    schema: async () => schemaOf(database),
    close: () => database.close(),
  }
}

/** What stands in tables of its own here. */
function expiredOf(now: Instant, keepPendingFor: number): readonly Expired[] {
  const pendingSince = plusSeconds(now, -keepPendingFor)
  return [
    { table: 'password_resets', condition: 'expires_at <= ?1', instant: now },
    { table: 'email_changes', condition: 'expires_at <= ?1', instant: now },
    { table: 'trusted_browsers', condition: 'expires_at <= ?1', instant: now },
    { table: 'enrolments', condition: 'created_at < ?1', instant: pendingSince },
    // Where a process of an older version has let them wait.
    {
      table: 'authenticators',
      condition: 'confirmed_at IS NULL AND created_at < ?1',
      instant: pendingSince,
    },
  ]
}
