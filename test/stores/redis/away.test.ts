import { strict as assert } from 'node:assert'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createClient } from 'redis'
import { DEFAULT_THROTTLE } from '../../../src/authenticators/attempt-store.ts'
import { Fault } from '../../../src/faults.ts'
import { NOW } from '../../../src/stores/conformance/authenticator-samples.ts'
import { openRedisStore, type RedisStore } from '../../../src/stores/redis/open-redis-store.ts'
import { openLink } from '../../../src/stores/redis/link.ts'
import { parseRedisUrl } from '../../../src/stores/redis/redis-url.ts'
import { openRedisProxy } from '../../support/redis-proxy.ts'
import { startRedisCluster } from '../../support/redis-cluster.ts'
import { startRedis, type RedisProcess } from '../../support/redis-server.ts'

/** Milliseconds within which somebody is told, and within which it works again. */
const TOLD = 2000
const BACK = 5000

/** What is remembered of it can be counted afterwards. */
const POLICY = { ...DEFAULT_THROTTLE, free: 30_000, lockAt: 30_001 }

const DURABLE = ['--appendonly', 'yes', '--appendfsync', 'always']

const MANNERS: Readonly<
  Record<string, Record<'away' | 'back', (redis: RedisProcess) => Promise<void>>>
> = {
  killed: { away: (redis) => redis.kill(), back: (redis) => redis.restart() },
  frozen: { away: async (redis) => redis.freeze(), back: async (redis) => redis.thaw() },
}

const charge = (store: RedisStore, subject = 'one') =>
  store.attempts.charge(`test:${subject}`, POLICY, NOW)

/** Resolves how long it took until the store said that it is not there. */
async function refused(work: Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await assert.rejects(
    work,
    (error) => error instanceof Fault && error.code === 'store_unavailable',
  )
  return performance.now() - begun
}

async function isBack(work: () => Promise<unknown>): Promise<void> {
  const begun = performance.now()
  for (;;) {
    const failed: unknown = await work().then(
      () => undefined,
      (error: unknown) => error,
    )
    if (failed === undefined) return
    if (performance.now() - begun > BACK) throw failed
    await sleep(50)
  }
}

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
      const begun = performance.now()
      await store.close()
      assert.ok(performance.now() - begun < TOLD)
      await refused(charge(store))
      await back(redis)
      await redis.close()
    })

    it('is one master of a Cluster: the others are used as ever', async () => {
      const redis = await startRedisCluster(['--cluster-require-full-coverage', 'no', ...DURABLE])
      const store = await openRedisStore({ url: redis.url })
      const subjects = Array.from({ length: 60 }, (_, number) => String(number))
      const all = () => Promise.allSettled(subjects.map((subject) => charge(store, subject)))
      await all()
      const [master] = redis.masters
      assert.ok(master)
      await away(master)
      const found = await all()
      const begun = performance.now()
      for (let round = 0; round < 5; round += 1) {
        const now = await all()
        assert.deepEqual(
          now.map(({ status }) => status),
          found.map(({ status }) => status),
        )
      }
      assert.ok(performance.now() - begun < TOLD)
      const out = found.filter(({ status }) => status === 'rejected').length
      assert.ok(out > 5 && out < 40, `${out} of 60 are out`)
      await back(master)
      await isBack(() => Promise.all(subjects.map((subject) => charge(store, subject))))
      await store.close()
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

describe('a Redis Cluster that hangs', () => {
  it('leaves no connection of all that were tried meanwhile', async () => {
    const redis = await startRedisCluster()
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
    await redis.close()
  })
})
