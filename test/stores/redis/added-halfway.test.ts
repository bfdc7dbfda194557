import { strict as assert } from 'node:assert'
import { createClient } from 'redis'
import { createAccountId } from '../../../src/ids.ts'
import { NOW } from '../../../src/stores/conformance/authenticator-samples.ts'
import { openRedisStore } from '../../../src/stores/redis/open-redis-store.ts'
import { openRedisProxy } from '../../support/redis-proxy.ts'
import { startRedisCluster } from '../../support/redis-cluster.ts'
import { startRedis, type RedisServer } from '../../support/redis-server.ts'

const LOGIN = 'ann@example.com'

const account = () => ({
  id: createAccountId(),
  login: LOGIN,
  displayName: 'Ann',
  email: LOGIN,
  createdAt: NOW,
})

describe('an account that is added to Redis, of which an answer is lost', () => {
  let redis: RedisServer
  before(async () => {
    redis = await startRedis()
  })
  after(() => redis.close())

  it('stands whole or not at all, and its login is taken once', async () => {
    const healthy = await openRedisStore({ url: redis.url })
    const client = createClient({ url: redis.url, RESP: 2 })
    await client.connect()
    const outcomes: string[] = []
    for (let answers = 0; ; answers += 1) {
      assert.ok(answers < 30, 'it never got all its answers')
      await redis.empty()
      const proxy = await openRedisProxy(redis)
      const store = await openRedisStore({ url: proxy.url })
      const first = account()
      // As of a process that dies there: it sends nothing more.
      proxy.loseAfter(answers)
      const added = await store.accounts.add(first, 'hash').catch(() => 'unknown')
      const { lost } = proxy
      await store.close()
      await proxy.close()
      // Minutes later.
      for (const key of await client.keys('step-up:*')) {
        if ((await client.pTTL(key)) > 0) await client.pExpire(key, 0)
      }

      const second = account()
      const again = await healthy.accounts.add(second, 'hash')
      const stands = again ? second : first
      outcomes.push(`${added} ${again}`)
      assert.equal((await healthy.accounts.findByLogin(LOGIN))?.account.id, stands.id)
      assert.equal(await healthy.accounts.find((again ? first : second).id), undefined)
      const listed = await healthy.accounts.list(undefined, 9)
      const addressed = await healthy.accounts.listByEmail(LOGIN, 9)
      const ids = [...listed.map(({ id }) => id), ...addressed.map((one) => one.account.id)]
      assert.deepEqual(ids, [stands.id, stands.id])
      const own = [`step-up:account:{${stands.id}}`, ...(await client.keys('step-up:login:*'))]
      for (const key of own) assert.equal(await client.pTTL(key), -1, 'it lasts')
      if (!lost) break
    }
    assert.ok(outcomes.includes('unknown true') && outcomes.includes('unknown false'))
    assert.equal(outcomes.at(-1), 'true false')
    await client.close()
    await healthy.close()
  })
})

describe('a login that leads to an account that never came to be, in a Redis Cluster', () => {
  it('is taken by one of those who want it at once', async () => {
    const redis = await startRedisCluster()
    const stores = await Promise.all([0, 1].map(() => openRedisStore({ url: redis.url })))
    const [store] = stores
    assert.ok(store)
    const first = account()
    assert.ok(await store.accounts.add(first, 'hash'))
    const [, port] = /:(\d+)/.exec(redis.url) ?? []
    const { createCluster } = await import('redis')
    const client = createCluster({
      rootNodes: [{ socket: { host: '127.0.0.1', port: Number(port) } }],
    })
    await client.connect()
    await client.del(`step-up:account:{${first.id}}`)
    await client.close()
    const wanting = Array.from({ length: 20 }, account)
    const taken = await Promise.all(
      wanting.map((one, index) => (stores[index % 2] ?? store).accounts.add(one, 'hash')),
    )
    assert.equal(taken.filter(Boolean).length, 1)
    const found = await store.accounts.findByLogin(LOGIN)
    assert.equal(found?.account.id, wanting[taken.indexOf(true)]?.id)
    assert.equal((await store.accounts.list(undefined, 99)).length, 1)
    await Promise.all(stores.map((one) => one.close()))
    await redis.close()
  })
})
