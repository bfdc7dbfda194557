import { ConfigurationError } from '../../kernel/faults.ts'
import { systemClock, type Clock } from '../../kernel/instant.ts'
import { DEFAULT_LIMITS, type StoreLimits } from '../limits.ts'
import { createSqlStore } from '../sql/create-sql-store.ts'
import { integerOf } from '../sql/rows.ts'
import { unfinishedSince } from '../sql/transfer/whole-sql-store.ts'
import { get, run, type Work } from '../sql/work.ts'
import type { Store } from '../store.ts'
import { refuseUnfinished } from '../transfer/unfinished.ts'
import { compareClocks } from './clock.ts'
import { openConnections } from './connection.ts'
import { createPostgresEngine } from './engine.ts'
import { POSTGRES_URL, type PostgresTls } from './postgres-url.ts'
import { prepare } from './prepare.ts'
import { SCHEMA } from './schema.ts'

/** Which database, and what is asked of it. */
export interface PostgresStoreOptions {
  /**
   * `postgres://user:password@host:port/database`, with `?sslmode=verify-full` (TLS; `verify-ca`: of any name) or
   * `?sslmode=disable`, which has to be said unless the host is this one. The database, or the user's schema in it, is
   * this store's alone.
   */
  readonly url: string
  /** PEM: whom to believe instead of the public authorities, and what to show. */
  readonly tls?: PostgresTls
  /** @default systemClock */
  readonly clock?: Clock
  /** Connections that this process opens at most. @default 10 */
  readonly connections?: number
  /**
   * Milliseconds after which a statement, a wait for a lock or for a connection is given up; 1300 or more, as after
   * 1000 PostgreSQL finds out that two transactions wait for each other. @default 2000
   */
  readonly patience?: number
  /**
   * Refuse a database that may lose what it has acknowledged: `fsync` or `full_page_writes` off, `synchronous_commit` off,
   * or local beside a standby. It is told in `warnings` otherwise.
   * @default false
   */
  readonly refuseVolatile?: boolean
  /**
   * Refuse a database with a standby that may take over without what was acknowledged last: it waits for none
   * (`synchronous_standby_names`). It is reported in `warnings` otherwise.
   * @default false
   */
  readonly refuseForgetful?: boolean
  /**
   * Seconds for which `sweep` leaves an unconfirmed authenticator alone; no shorter than an enrolment
   * may take.
   * @default 86400
   */
  readonly keepPendingFor?: number
  /** @default DEFAULT_LIMITS */
  readonly limits?: Partial<StoreLimits>
}

/** Everything that the provider keeps, in PostgreSQL, which any number of nodes may share. */
export interface PostgresStore extends Store {
  /** What an operator should know of this PostgreSQL. */
  readonly warnings: readonly string[]
  close(): Promise<void>
}

/**
 * Opens the store and brings its schema up to date, whatever number of nodes does so at once.
 *
 * @throws ConfigurationError `connections`, `patience`; `store` for a URL that is none, a database that takes no writes, is not in UTF8, or that a
 *   newer version has written; while an import into it has not ended; and for one that may lose what it has acknowledged, where that is refused
 * @throws Fault `store_unavailable` when nobody answers there
 */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<PostgresStore> {
  const { clock = systemClock, keepPendingFor = 86_400 } = options
  const { refuseVolatile = false, refuseForgetful = false } = options
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  assertUsable(options)
  const { pooled, warnings } = await prepare(options, clock, {
    refuseVolatile,
    refuseForgetful,
  })
  const connections = openConnections(options, pooled)
  const engine = createPostgresEngine(connections)
  try {
    refuseUnfinished(await engine.read(unfinishedSince))
  } catch (error) {
    await connections.close()
    throw error
  }
  return {
    ...createSqlStore({ engine, clock, limits, keepPendingFor }),
    warnings,
    check: () => engine.change(probe),
    compareClocks: (node, now) => engine.once(() => compareClocks(node, now)),
    schema: () => engine.read(schema),
    close: () => connections.close(),
  }
}

function assertUsable({
  url,
  connections = 1,
  patience = LEAST_PATIENCE,
}: PostgresStoreOptions): void {
  // From JavaScript, a URL alone is what one would guess.
  if (typeof url !== 'string') {
    throw new ConfigurationError('store', `${POSTGRES_URL}, as { url }`)
  }
  if (!Number.isSafeInteger(connections) || connections < 1) {
    throw new ConfigurationError('connections', 'expected a whole number of one or more')
  }
  if (!Number.isSafeInteger(patience) || patience < LEAST_PATIENCE) {
    throw new ConfigurationError('patience', `expected milliseconds, ${LEAST_PATIENCE} or more`)
  }
}

const LEAST_PATIENCE = 1300

/** Written, and not only read: a standby, a full disk and a user who lacks a right since refuse that. */
function* probe(): Work<void> {
  yield* run('UPDATE migrations SET applied_at = applied_at WHERE version = 1')
}

function* schema(): Work<{ readonly found: number; readonly known: number }> {
  const row = yield* get('SELECT max(version) AS version FROM migrations')
  return { found: integerOf(row ?? {}, 'version'), known: SCHEMA.length }
}
