import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '../../../src/instant.ts'
import { openRedisStore } from '../../../src/stores/redis/open-redis-store.ts'
import { openWholeRedisStore } from '../../../src/stores/redis/transfer/open-whole-redis-store.ts'
import { openSqliteStore } from '../../../src/stores/sqlite/open-sqlite-store.ts'
import { openWholeSqliteStore } from '../../../src/stores/sqlite/transfer/open-whole-sqlite-store.ts'
import type { Store } from '../../../src/stores/store.ts'
import type { WholeStore } from '../../../src/stores/transfer/whole-store.ts'
import { startRedisCluster } from '../../support/redis-cluster.ts'
import { startRedis } from '../../support/redis-server.ts'

/** One place where a store may be; empty at first, and again after `empty`. */
export interface Place {
  open(clock: Clock): Promise<Store>
  openWhole(clock: Clock): Promise<WholeStore>
  empty(): Promise<void>
  close(): Promise<void>
}

export async function sqlitePlace(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'oidc-step-up-'))
  let number = 0
  const path = (): string => join(folder, `${number}.sqlite`)
  return {
    open: async (clock) => openSqliteStore({ path: path(), clock }),
    openWhole: async (clock) => openWholeSqliteStore({ path: path(), clock }),
    async empty() {
      number += 1
    },
    close: async () => rmSync(folder, { recursive: true, force: true }),
  }
}

const redisPlace = async (start: typeof startRedis | typeof startRedisCluster): Promise<Place> => {
  const server = await start()
  return {
    open: (clock) => openRedisStore({ url: server.url, clock }),
    openWhole: (clock) => openWholeRedisStore({ url: server.url, clock }),
    empty: () => server.empty(),
    close: () => server.close(),
  }
}

export const PLACES = {
  SQLite: sqlitePlace,
  Redis: () => redisPlace(startRedis),
  'a Redis Cluster': () => redisPlace(startRedisCluster),
} as const

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
