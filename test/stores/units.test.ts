import { strict as assert } from 'node:assert'
import { createClient } from 'redis'
import type { AccountId } from '../../src/kernel/ids.ts'
import type { Instant } from '../../src/kernel/instant.ts'
import { openRedisStore } from '../../src/stores/redis/open-redis-store.ts'
import { startRedis } from '../support/redis-server.ts'
import { openSharedRedis } from '../support/shared-redis.ts'
import { PLACES, handlesOn } from './places.ts'
import { testUnitsOfWork } from './test-units-of-work.ts'

const HOUR = 3600

// A Cluster: cluster.system.ts.
for (const name of ['SQLite', 'PostgreSQL', 'Redis'] as const) {
  describe(`${name}: a request as one unit of work`, () => {
    testUnitsOfWork(handlesOn(PLACES[name]))
  })
}

describe('Redis: a request after Redis has forgotten its scripts', () => {
  it('finds the session that it has written', async () => {
    const redis = await startRedis()
    const store = await openRedisStore({ url: redis.url })
    const client = createClient({ url: redis.url })
    await client.connect()
    await client.scriptFlush()
    await client.close()
    await store.within(async () => {
      const sessions = store.adapter('Session')
      await sessions.upsert('id', { uid: 'uid' }, HOUR)
      assert.ok(await sessions.find('id'))
    }, assert.ifError)
    await store.close()
    await redis.close()
  })
})

describe('Redis: what a request cannot write', () => {
  it('fails it, but for the history of an account, which is told', async () => {
    const redis = await openSharedRedis()
    const store = await openRedisStore({ url: redis.url })
    const client = createClient({ url: redis.url })
    await client.connect()
    // Something else stands where they would.
    await client.set('step-up:activity:{anna}', 'in the way')
    await client.set('step-up:artefact:{Interaction%3Aid}', 'in the way')
    await client.close()
    const lost: unknown[] = []
    const keep = (error: unknown): void => {
      lost.push(error)
    }
    const done = await store.within(async () => {
      await store.activity.add('anna' as AccountId, 1 as Instant, '{}')
      return 'done'
    }, keep)
    assert.equal(done, 'done')
    assert.equal(lost.length, 1)
    const failing = store.within(
      () => store.adapter('Interaction').upsert('id', { returnTo: 'a' }, HOUR),
      keep,
    )
    await assert.rejects(failing, { code: 'store_unavailable' })
    assert.equal(lost.length, 1)
    await store.close()
    await redis.close()
  })
})
