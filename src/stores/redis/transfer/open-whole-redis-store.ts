import { ConfigurationError } from '../../../kernel/faults.ts'
import { closeAll } from '../../../kernel/close-all.ts'
import { systemClock, type Clock } from '../../../kernel/instant.ts'
import type { WholeStore } from '../../transfer/whole-store.ts'
import { openConnection, type Connection } from '../connection.ts'
import { checkDurability } from '../durability.ts'
import { refuseOtherLayout, setLayout } from '../layout.ts'
import type { RedisTls } from '../link.ts'
import { scanKeys } from '../scan-keys.ts'
import { markUnfinished, unfinishedSince, unmarkUnfinished } from '../unfinished-import.ts'
import { readAll } from './read-all.ts'
import { contentsOf, treatmentOf } from './scan.ts'
import { writeRecord } from './write-record.ts'

export interface WholeRedisStoreOptions {
  readonly url: string
  /** For `rediss:`; see `RedisStoreOptions`. */
  readonly tls?: RedisTls
  /** @default systemClock */
  readonly clock?: Clock
  /** Where it is to be filled: refuse what `openRedisStore` refuses. */
  readonly durable?: { readonly refuseVolatile: boolean }
}

/**
 * Opens a connection of its own to a store on Redis, to copy it or to fill it.
 *
 * @throws ConfigurationError `store` for a Redis before 7.0, which does not tell when a key expires; else
 *   as `openRedisStore`
 * @throws Fault `store_unavailable`
 */
export async function openWholeRedisStore(options: WholeRedisStoreOptions): Promise<WholeStore> {
  const { url, tls, durable, clock = systemClock } = options
  const connection = await openConnection(url, { tls })
  try {
    await checkVersion(connection)
    await refuseOtherLayout(connection)
    if (durable) await checkDurability(connection, { ...durable, durability: 'none' })
  } catch (error) {
    await closeAll(() => connection.close()).catch(() => undefined)
    throw error
  }
  return {
    name: 'redis',
    read: () => readAll(connection),
    unfinishedSince: () => unfinishedSince(connection),

    async begin(at) {
      const before = await unfinishedSince(connection)
      if (before !== undefined) return { outcome: 'unfinished', since: before }
      const holds = await contentsOf(connection)
      if (holds.length > 0) return { outcome: 'not_empty', holds }
      if (!(await markUnfinished(connection, at))) {
        return { outcome: 'unfinished', since: (await unfinishedSince(connection)) ?? at }
      }
      // Whoever opened it before the mark stood may have written meanwhile.
      const now = await contentsOf(connection)
      if (now.length === 0) return { outcome: 'begun' }
      await unmarkUnfinished(connection)
      return { outcome: 'not_empty', holds: now }
    },

    async write(records, again = false) {
      const now = clock()
      await Promise.all(records.map((record) => writeRecord(connection, record, now, again)))
    },

    async finish() {
      await setLayout(connection)
      await unmarkUnfinished(connection)
    },

    async discard() {
      if ((await unfinishedSince(connection)) === undefined) return
      for await (const keys of scanKeys(connection)) {
        const contents = keys.filter((key) => (treatmentOf(key) ?? 'passing') !== 'passing')
        await Promise.all(contents.map((key) => connection.send(key, 'UNLINK', key)))
      }
      await unmarkUnfinished(connection)
    },

    close: () => connection.close(),
  }
}

async function checkVersion(connection: Connection): Promise<void> {
  const replies = await connection.everywhere('INFO', 'server')
  for (const reply of replies) {
    const version = /^redis_version:(\d+)/m.exec(String(reply))?.[1]
    if (version !== undefined && Number(version) < 7) {
      throw new ConfigurationError('store', 'copying from or to Redis requires Redis 7.0 or later')
    }
  }
}
