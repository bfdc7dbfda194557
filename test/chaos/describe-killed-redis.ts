import { strict as assert } from 'node:assert'
import { Fault } from '../../src/kernel/faults.ts'
import { openRedisStore } from '../../src/stores/redis/open-redis-store.ts'
import type { Store } from '../../src/stores/store.ts'
import { startRedis } from '../support/redis-server.ts'
import { findLosses, useAgain } from './ledger.ts'
import { live, type Entry } from './life.ts'

const KILLS = { chaos: 10, long: 100 } as const

/** Accounts that are written to at a time. */
const LIVES = 8

/** Until Redis is gone. */
async function liveOn(store: Store, write: (entry: Entry) => void): Promise<void> {
  try {
    for (;;) await live(store, write)
  } catch (error) {
    if (!(error instanceof Fault && error.code === 'store_unavailable')) throw error
  }
}

const TIMEOUT = 600_000

export function describeKilledRedis(lane: keyof typeof KILLS): void {
  const kills = KILLS[lane]

  describe('Redis with appendonly yes and appendfsync always', () => {
    it(`loses nothing that was acknowledged in ${kills} kill -9, and does nothing by halves`, async () => {
      const redis = await startRedis(['--appendonly', 'yes', '--appendfsync', 'always'])
      const all: Entry[] = []
      let store = await openRedisStore({ url: redis.url, refuseVolatile: true })
      try {
        for (let round = 0; round < kills; round += 1) {
          const current = store
          const entries: Entry[] = []
          const { promise: enough, resolve } = Promise.withResolvers<void>()
          const write = (entry: Entry): void => {
            entries.push(entry)
            if (entries.length >= 1 + ((round * 37) % 331)) resolve()
          }
          const lives = Array.from({ length: LIVES }, () => liveOn(current, write))
          await Promise.race([enough, ...lives])
          await redis.kill()
          await Promise.all(lives)
          await store.close()
          await redis.restart()
          store = await openRedisStore({ url: redis.url })
          assert.deepEqual(await findLosses(store, entries), [], `round ${round}`)
          all.push(...entries)
        }
        assert.deepEqual(await findLosses(store, all), [])
        assert.deepEqual(await useAgain(store, all), [])
        assert.ok(all.filter(({ stage }) => stage === 'done').length > 20 * kills)
      } finally {
        await store.close()
        await redis.close()
      }
    }).timeout(TIMEOUT)
  })
}
