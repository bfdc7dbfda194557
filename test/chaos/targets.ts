import { strict as assert } from 'node:assert'
import { DatabaseSync } from 'node:sqlite'
import { createCluster } from 'redis'
import { plusSeconds } from '../../src/kernel/instant.ts'
import { createTemporaryDatabase } from '../stores/sqlite/temporary-database.ts'
import { runProgram, startPostgres } from '../support/postgres-server.ts'
import { isServing, startRedisCluster } from '../support/redis-cluster.ts'
import { startRedis } from '../support/redis-server.ts'
import { openSharedPostgres } from '../support/shared-postgres.ts'
import { openSharedCluster, openSharedRedis } from '../support/shared-redis.ts'
import { openPatiently, type StorePlace } from '../support/store-place.ts'
import { BIRTH } from './life.ts'

/** A store whose writers are killed. */
export interface Target {
  readonly place: StorePlace
  /** What somebody has left behind who crashed is brought to its end, as it is after a minute. */
  settle(): Promise<void>
  /** Whether the files are as whole as what is read of them. */
  verify(): Promise<void>
  close(): Promise<void>
}

/** A store whose server is killed, all of its processes at once. */
export interface KilledServer extends Target {
  kill(): Promise<void>
  /** On the same files. */
  restart(): Promise<void>
}

const nothing = async (): Promise<void> => {}

function sqliteTarget(): Target {
  const { path, remove } = createTemporaryDatabase()
  return {
    place: { kind: 'sqlite', path },
    settle: nothing,
    async verify() {
      const database = new DatabaseSync(path)
      const whole = database.prepare('PRAGMA integrity_check').get()
      assert.deepEqual({ ...whole }, { integrity_check: 'ok' })
      assert.deepEqual(database.prepare('PRAGMA foreign_key_check').all(), [])
      database.close()
    },
    close: async () => remove(),
  }
}

/** Tables and their indexes, each against the other. */
const verifyPostgres = async (url: string): Promise<void> =>
  runProgram('pg_amcheck', [
    '--install-missing',
    '--heapallindexed',
    `--maintenance-db=${url}`,
    url,
  ])

export const WRITTEN: Readonly<Record<string, () => Promise<Target>>> = {
  SQLite: async () => sqliteTarget(),
  async PostgreSQL() {
    const shared = await openSharedPostgres()
    const { url } = shared
    return {
      place: { kind: 'postgres', url },
      settle: nothing,
      verify: () => verifyPostgres(url),
      close: () => shared.close(),
    }
  },
  async Redis() {
    const shared = await openSharedRedis()
    return {
      place: { kind: 'redis', url: shared.url },
      settle: nothing,
      verify: nothing,
      close: () => shared.close(),
    }
  },
  async 'a Redis Cluster'() {
    const shared = await openSharedCluster()
    const { url } = shared
    return {
      place: { kind: 'redis', url },
      settle: () => settleCluster(url),
      verify: nothing,
      close: () => shared.close(),
    }
  },
}

/** Waits for its disk before it answers. */
const APPENDING = ['--appendonly', 'yes', '--appendfsync', 'always']

export const SERVED: Readonly<Record<string, () => Promise<KilledServer>>> = {
  async PostgreSQL() {
    // After a crash it has each of its files written to the disk, one by one, or all at once.
    const settings = { recovery_init_sync_method: 'syncfs' }
    const server = await startPostgres({ settings })
    const { url } = server
    return {
      place: { kind: 'postgres', url },
      kill: () => server.crash(),
      restart: () => server.restart(),
      settle: nothing,
      verify: () => verifyPostgres(url),
      close: () => server.close(),
    }
  },
  async 'Redis with appendonly yes and appendfsync always'() {
    const server = await startRedis(APPENDING)
    return {
      place: { kind: 'redis', url: server.url },
      kill: () => server.kill(),
      restart: () => server.restart(),
      settle: nothing,
      verify: nothing,
      close: () => server.close(),
    }
  },
  async 'a Redis Cluster with appendonly yes and appendfsync always'() {
    const cluster = await startRedisCluster(APPENDING)
    const { url, masters } = cluster
    return {
      place: { kind: 'redis', url },
      async kill() {
        await Promise.all(masters.map((master) => master.kill()))
      },
      async restart() {
        await Promise.all(masters.map((master) => master.restart()))
        await isServing(masters)
      },
      settle: () => settleCluster(url),
      verify: nothing,
      close: () => cluster.close(),
    }
  },
}

const HELD = 'step-up:held:{outbox}'

/** Mails are on another node than the accounts that they tell of: those that wait to be known of have waited long enough. */
async function settleCluster(url: string): Promise<void> {
  const [first = ''] = url.replace('+cluster', '').split(',')
  const cluster = createCluster({ rootNodes: [{ url: first }], RESP: 2 })
  await cluster.connect()
  for (const id of await cluster.zRange(HELD, 0, -1)) {
    // Somebody may have settled it by now.
    await cluster.zAdd(HELD, { score: 1, value: id }, { condition: 'XX' })
  }
  await cluster.close()
  // Nothing else is old enough to be swept.
  const store = await openPatiently(
    { kind: 'redis', url },
    { clock: () => plusSeconds(BIRTH, 3600) },
  )
  await store.sweep(1000)
  await store.close()
}
