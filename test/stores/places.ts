import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Clock } from '../../src/kernel/instant.ts'
import { SMALL_LIMITS } from '../../src/stores/conformance/limits-conformance.ts'
import { DEFAULT_LIMITS, type StoreLimits } from '../../src/stores/limits.ts'
import type { OpenTwoHandles, TwoHandles } from '../../src/stores/conformance/property.ts'
import type { RedisTls } from '../../src/stores/redis/link.ts'
import { openRedisStore } from '../../src/stores/redis/open-redis-store.ts'
import { openWholeRedisStore } from '../../src/stores/redis/transfer/open-whole-redis-store.ts'
import { openPostgresStore } from '../../src/stores/postgres/open-postgres-store.ts'
import { openWholePostgresStore } from '../../src/stores/postgres/open-whole-postgres-store.ts'
import { openSqliteStore } from '../../src/stores/sqlite/open-sqlite-store.ts'
import { openWholeSqliteStore } from '../../src/stores/sqlite/open-whole-sqlite-store.ts'
import type { Store } from '../../src/stores/store.ts'
import type { WholeStore } from '../../src/stores/transfer/whole-store.ts'
import { openSharedCluster, openSharedRedis, type SharedRedis } from '../support/shared-redis.ts'
import { openSharedPostgres } from '../support/shared-postgres.ts'
import type { StorePlace } from '../support/store-place.ts'

/** One place where a store may be; empty at first, and again after `empty`. */
export interface Place {
  /** For other processes. */
  readonly at: StorePlace
  /** Opens the store once more. */
  open(clock?: Clock, limits?: StoreLimits): Promise<Store>
  openWhole(clock: Clock): Promise<WholeStore>
  /** Those that are open stay so. */
  empty(): Promise<void>
  close(): Promise<void>
}

export async function sqlitePlace(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'oidc-step-up-'))
  const path = join(folder, 'data', 'store.sqlite')
  return {
    at: { kind: 'sqlite', path },
    open: async (clock, limits = DEFAULT_LIMITS) =>
      openSqliteStore({ path, limits, ...(clock ? { clock } : {}) }),
    openWhole: async (clock) => openWholeSqliteStore({ path, clock }),
    async empty() {
      if (existsSync(path)) deleteRows(path)
    },
    close: async () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** A new file would take its migrations, of which each waits for the disk. */
function deleteRows(path: string): void {
  const database = new DatabaseSync(path, { enableForeignKeyConstraints: false })
  const tables = database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).all()
  const emptying = tables.flatMap(({ name }) =>
    name === 'migrations' ? [] : [`DELETE FROM ${String(name)}`],
  )
  database.exec(`BEGIN IMMEDIATE; ${emptying.join(';')}; COMMIT`)
  database.close()
}

/** @param tls what it takes to speak to it, where it is one of `rediss:` */
export async function redisPlace(
  opening: Promise<SharedRedis>,
  tls: RedisTls = {},
): Promise<Place> {
  const { url, empty, close } = await opening
  return {
    at: { kind: 'redis', url },
    open: (clock, limits = DEFAULT_LIMITS) =>
      openRedisStore({ url, tls, limits, ...(clock ? { clock } : {}) }),
    openWhole: (clock) => openWholeRedisStore({ url, tls, clock }),
    empty,
    close,
  }
}

/** Milliseconds: beside other tests a machine is slow, and what is shown here is not how long it takes. */
const BUSY = 20_000

export async function postgresPlace(): Promise<Place> {
  const { url, empty, close } = await openSharedPostgres()
  return {
    at: { kind: 'postgres', url },
    open: (clock, limits = DEFAULT_LIMITS) =>
      openPostgresStore({ url, limits, patience: BUSY, ...(clock ? { clock } : {}) }),
    openWhole: (clock) => openWholePostgresStore({ url, clock }),
    empty,
    close,
  }
}

export const PLACES = {
  SQLite: sqlitePlace,
  PostgreSQL: postgresPlace,
  Redis: () => redisPlace(openSharedRedis()),
  'a Redis Cluster': () => redisPlace(openSharedCluster()),
} as const

/**
 * Two handles for the `describe` that it is called in. They stay open from one property to the next, which
 * finds the place empty: a store remembers nothing of what it keeps.
 */
export function handlesOn(
  openPlace: () => Promise<Place>,
  openHandles: (place: Place) => Promise<TwoHandles<Store>> = openTwo,
): OpenTwoHandles<Store> {
  let place: Place | undefined
  let handles: TwoHandles<Store> | undefined
  before(async () => {
    place = await openPlace()
    handles = await openHandles(place)
  })
  after(async () => {
    await handles?.close()
    await place?.close()
  })
  return async () => {
    if (!place || !handles) throw new Error('there are no handles outside a test')
    await place.empty()
    return { ...handles, close: async () => {} }
  }
}

async function openTwo(place: Place): Promise<TwoHandles<Store>> {
  const open = () => place.open(undefined, SMALL_LIMITS)
  const [first, second] = [await open(), await open()]
  return {
    first,
    second,
    async close() {
      await Promise.all([first.close(), second.close()])
    },
  }
}

/** Opens something for as long as the work takes. */
export async function using<T extends { close(): unknown }, Result>(
  opening: Promise<T>,
  work: (opened: T) => Promise<Result>,
): Promise<Result> {
  const opened = await opening
  try {
    return await work(opened)
  } finally {
    await opened.close()
  }
}
