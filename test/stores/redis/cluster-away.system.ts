import { strict as assert } from 'node:assert'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from 'redis'
import { openLink } from '../../../src/stores/redis/link.ts'
import { openRedisStore } from '../../../src/stores/redis/open-redis-store.ts'
import { parseRedisUrl } from '../../../src/stores/redis/redis-url.ts'
import { ownTime } from '../../support/own-time.ts'
import { startRedisCluster, type RedisCluster } from '../../support/redis-cluster.ts'
import { DURABLE, MANNERS, TOLD, charge, isBack, refused } from './outage.ts'

describe('a store on a Redis Cluster', () => {
  let redis: RedisCluster
  before(async () => {
    redis = await startRedisCluster(['--cluster-require-full-coverage', 'no', ...DURABLE])
  })
  after(() => redis.close())

  it('does its work where every one of its masters does', async () => {
    const store = await openRedisStore({ url: redis.url })
    await store.check()
    assert.equal(redis.masters.length, 3)
    for (const { port } of redis.masters) {
      const client = createClient({ socket: { host: '127.0.0.1', port } })
      await client.connect()
      await client.configSet('min-replicas-to-write', '1')
      await refused(store.check())
      await client.configSet('min-replicas-to-write', '0')
      await store.check()
      await client.close()
    }
    await store.close()
  })

  for (const [manner, { away, back }] of Object.entries(MANNERS)) {
    it(`goes on using the others as ever while one master is ${manner}`, async () => {
      const store = await openRedisStore({ url: redis.url })
      const subjects = Array.from({ length: 60 }, (_, number) => String(number))
      const all = () => Promise.allSettled(subjects.map((subject) => charge(store, subject)))
      await all()
      const [master] = redis.masters
      assert.ok(master)
      await away(master)
      const found = await all()
      const passed = ownTime()
      for (let round = 0; round < 5; round += 1) {
        const now = await all()
        assert.deepEqual(
          now.map(({ status }) => status),
          found.map(({ status }) => status),
        )
      }
      const took = passed()
      assert.ok(took < TOLD, `it took ${took} ms`)
      const out = found.filter(({ status }) => status === 'rejected').length
      assert.ok(out > 5 && out < 40, `${out} of 60 are out`)
      await back(master)
      await isBack(() => Promise.all(subjects.map((subject) => charge(store, subject))))
      await store.close()
    })
  }

  it('that hangs leaves no connection of all that were tried meanwhile', async () => {
    const target = parseRedisUrl(redis.url)
    const open = () =>
      openLink(target).then(
        (link) => link.destroy(),
        () => undefined,
      )
    await open()
    const connections = () =>
      process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length
    for (const master of redis.masters) master.freeze()
    await sleep(100)
    const before = connections()
    for (let attempt = 0; attempt < 4; attempt += 1) await open()
    await sleep(1500)
    assert.ok(connections() <= before, `${before} have become ${connections()}`)
    for (const master of redis.masters) master.thaw()
  })
})
