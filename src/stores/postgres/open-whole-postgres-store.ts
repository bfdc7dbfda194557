import { systemClock, type Clock } from '../../kernel/instant.ts'
import { createWholeSqlStore } from '../sql/transfer/whole-sql-store.ts'
import type { WholeStore } from '../transfer/whole-store.ts'
import { openConnections } from './connection.ts'
import { createPostgresEngine, openSnapshot } from './engine.ts'
import type { PostgresTls } from './postgres-url.ts'
import { prepare } from './prepare.ts'

export interface WholePostgresStoreOptions {
  readonly url: string
  readonly tls?: PostgresTls
  /** Refuse to fill one that may lose what it is given: see `openPostgresStore`. @default false */
  readonly refuseVolatile?: boolean
  /** @default systemClock */
  readonly clock?: Clock
}

/** Milliseconds: nobody waits for a page, and a batch is many statements' work. */
const PATIENCE = 60_000

/**
 * Opens connections of its own to a store on PostgreSQL, to copy it or to fill it.
 *
 * @throws ConfigurationError as `openPostgresStore`
 * @throws Fault `store_unavailable`
 */
export async function openWholePostgresStore(
  options: WholePostgresStoreOptions,
): Promise<WholeStore> {
  const { url, tls, clock = systemClock, refuseVolatile = false } = options
  const { pooled } = await prepare({ url, tls }, clock, {
    refuseVolatile,
    refuseForgetful: false,
  })
  const connections = openConnections({ url, tls, connections: 2, patience: PATIENCE }, pooled)
  return createWholeSqlStore({
    engine: createPostgresEngine(connections),
    openSnapshot: () => openSnapshot(connections),
    close: () => connections.close(),
  })
}
