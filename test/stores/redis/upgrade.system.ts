import { strict as assert } from 'node:assert'
import { upgradeRedisStore } from '../../../src/stores/redis/former/upgrade.ts'
import { openRedisStore } from '../../../src/stores/redis/open-redis-store.ts'
import { fill, portable, readFormerStore } from '../../support/former-redis.ts'
import { openSharedCluster } from '../../support/shared-redis.ts'
import { observe } from '../transfer/observe.ts'

describe('a store on a Redis Cluster that a former version has written', () => {
  it('is opened by no server before it is carried over, and tells the same afterwards', async () => {
    const { now, known, keys, observed } = readFormerStore()
    const redis = await openSharedCluster()
    await fill(redis.url, keys)
    await assert.rejects(openRedisStore({ url: redis.url }), { message: /store upgrade/ })
    assert.ok((await upgradeRedisStore({ url: redis.url })) > 10)
    const store = await openRedisStore({ url: redis.url, clock: () => now })
    assert.deepEqual(portable(await observe(store, known, now)), observed)
    await store.close()
    await redis.close()
  })
})
