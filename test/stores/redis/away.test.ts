import { strict as assert } from 'node:assert'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createClient } from 'redis'
import { openRedisStore } from '../../../src/stores/redis/open-redis-store.ts'
import { ownTime } from '../../support/own-time.ts'
import { openRedisProxy } from '../../support/redis-proxy.ts'
import { startRedis } from '../../support/redis-server.ts'
import { DURABLE, MANNERS, TOLD, charge, isBack, refused } from './outage.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void
setFlagsFromString('--no-expose-gc')

function heap(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}

for (const [manner, { away, back }] of Object.entries(MANNERS))
  describe(`a store on a Redis that is ${manner}`, () => {
    it('fails what is under way within two seconds, and all that comes later at once', async () => {
      const redis = await startRedis(DURABLE)
      const store = await openRedisStore({ url: redis.url })
      await charge(store)
      await away(redis)
      const times = await Promise.all(Array.from({ length: 100 }, () => refused(charge(store))))
      assert.ok(Math.max(...times) < TOLD)

      const [before, begun] = [heap(), performance.now()]
      for (let round = 0; round < 200; round += 1) {
        await Promise.all(Array.from({ length: 100 }, () => refused(charge(store))))
      }
      const took = performance.now() - begun
      assert.ok(took < 20_000, `20,000 took ${took} ms`)
      const grown = heap() - before
      assert.ok(grown < 5_000_000, `the heap has grown by ${grown} bytes`)

      await back(redis)
      await isBack(() => store.check())
      // What was sent before it was found out may be carried out; none of the 20,000 was kept for that.
      const charged = await charge(store)
      assert.ok(charged.outcome === 'charged')
      assert.ok(charged.failures >= 2 && charged.failures <= 102, `${charged.failures}`)
      await store.close()
      await redis.close()
    })

    it('comes back as often as Redis does', async () => {
      const redis = await startRedis(DURABLE)
      const store = await openRedisStore({ url: redis.url })
      for (let round = 1; round <= 3; round += 1) {
        await away(redis)
        assert.ok((await refused(store.check())) < TOLD)
        await back(redis)
        await isBack(() => store.check())
      }
      await store.close()
      await redis.close()
    })

    it('can be closed, and keeps nothing open', async () => {
      const redis = await startRedis(DURABLE)
      const store = await openRedisStore({ url: redis.url })
      await away(redis)
      await refused(charge(store))
      const passed = ownTime()
      await store.close()
      const took = passed()
      assert.ok(took < TOLD, `it took ${took} ms`)
      await refused(charge(store))
      await back(redis)
      await redis.close()
    })
  })

describe('a store on a Redis whose name leads to another master by now', () => {
  it('goes there, though the old one lives on as a replica and keeps its connections', async () => {
    const [old, next] = [await startRedis(), await startRedis()]
    const proxy = await openRedisProxy(old)
    const store = await openRedisStore({ url: proxy.url })
    await store.check()
    await tell(old.port, 'REPLICAOF', '127.0.0.1', String(next.port))
    assert.ok((await refused(store.check())) < TOLD)
    // Nobody has told the name yet.
    await sleep(600)
    assert.ok((await refused(store.check())) < TOLD)
    proxy.leadTo(next.port)
    await isBack(() => store.check())
    await charge(store)
    assert.equal(await tell(next.port, 'EXISTS', 'step-up:attempts:{test%3Aone}'), 1)
    await store.close()
    await proxy.close()
    await Promise.all([old.close(), next.close()])
  })
})

async function tell(port: number, ...command: string[]): Promise<unknown> {
  const client = createClient({ RESP: 2, socket: { host: '127.0.0.1', port } })
  await client.connect()
  const reply = await client.sendCommand(command)
  await client.close()
  return reply
}
