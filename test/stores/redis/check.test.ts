import { strict as assert } from 'node:assert'
import { createClient } from 'redis'
import { type Instant, plusSeconds } from '../../../src/kernel/instant.ts'
import { openRedisStore, type RedisStore } from '../../../src/stores/redis/open-redis-store.ts'
import { startRedis, type RedisServer } from '../../support/redis-server.ts'

const REFUSED = { code: 'store_unavailable' } as const

async function set(port: number, name: string, value: string): Promise<void> {
  const client = createClient({ socket: { host: '127.0.0.1', port } })
  await client.connect()
  await client.configSet(name, value)
  await client.close()
}

describe('Redis: whether it does its work', () => {
  let redis: RedisServer
  let store: RedisStore
  let now = 1_800_000_000_000 as Instant
  before(async () => {
    redis = await startRedis()
    store = await openRedisStore({ url: redis.url, clock: () => now })
  })
  after(async () => {
    await store.close()
    await redis.close()
  })

  it('holds no connection when it could not be opened', async () => {
    const small = await startRedis(['--maxclients', '1', '--appendonly', 'yes'])
    try {
      // What is to last has a connection of its own, and there is no room for it.
      await assert.rejects(openRedisStore({ url: small.url, durability: 'local' }), REFUSED)
      await set(small.port, 'maxclients', '2')
    } finally {
      await small.close()
    }
  })

  it('is no more so when it may throw away what is stored since it was opened', async () => {
    await store.check()
    await set(redis.port, 'maxmemory-policy', 'allkeys-lru')
    // Nobody looks at every request.
    await store.check()
    now = plusSeconds(now, 60)
    const told = { ...REFUSED, message: /maxmemory-policy is allkeys-lru/ }
    await assert.rejects(store.check(), told)
    await assert.rejects(store.sweep(1), told)
    await set(redis.port, 'maxmemory-policy', 'noeviction')
    await store.check()
    assert.equal(await store.sweep(1), 0)
  })

  it('takes that it can be written', async () => {
    await set(redis.port, 'min-replicas-to-write', '1')
    await assert.rejects(store.check(), { ...REFUSED, message: /NOREPLICAS/ })
    await set(redis.port, 'min-replicas-to-write', '0')
    await store.check()
  })
})
