import { strict as assert } from 'node:assert'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from 'redis'
import { DEFAULT_THROTTLE } from '../../../src/kernel/throttle/attempt-store.ts'
import type { TimeStep } from '../../../src/people/authenticator.ts'
import { createAccountId } from '../../../src/kernel/ids.ts'
import { NOW, confirmed } from '../../../src/stores/conformance/authenticator-samples.ts'
import { openRedisStore } from '../../../src/stores/redis/open-redis-store.ts'
import { startSentinel, type WatchedRedis } from '../../support/redis-sentinel.ts'
import { testEveryProperty } from '../test-every-property.ts'
import { handlesOn, redisPlace } from '../places.ts'

describe('Redis behind a Sentinel: conformance', () => {
  testEveryProperty(handlesOn(() => redisPlace(startSentinel())))
})

describe('a Sentinel', () => {
  let redis: WatchedRedis
  before(async () => {
    redis = await startSentinel()
  })
  after(() => redis.close())

  it('puts the replica in the place of a master that was killed, and no code is accepted twice', async () => {
    const store = await openRedisStore({ url: redis.url })
    const accountId = createAccountId()
    const { id } = await confirmed(store.authenticators, accountId, 'Phone', 1 as TimeStep)
    const attempt = {
      accountId,
      subject: `totp:${accountId}`,
      policy: DEFAULT_THROTTLE,
      at: NOW,
      matches: [{ id, step: 2 as TimeStep }],
    } as const
    assert.deepEqual(await store.attemptCode?.(attempt), { outcome: 'charged', accepted: id })
    const client = createClient({ socket: { host: '127.0.0.1', port: redis.master } })
    await client.connect()
    await client.set('fence', 1)
    assert.equal(await client.sendCommand(['WAIT', '1', '5000']), 1)
    client.destroy()

    await redis.killMaster()
    await assert.rejects(store.check(), { code: 'store_unavailable' })
    const before = performance.now()
    let up = false
    while (!up && performance.now() - before < 30_000) {
      up = await store.check().then(
        () => true,
        () => false,
      )
      if (!up) await sleep(100)
    }
    assert.ok(up, 'the replica was not put in its place')
    const [device] = await store.authenticators.list(accountId)
    assert.equal(device?.id, id)
    assert.deepEqual(await store.attemptCode?.(attempt), { outcome: 'charged' })
    await store.close()
  })
})

describe('a Redis whose master lives on when another takes its place', () => {
  it('is followed to the new master', async () => {
    const redis = await startSentinel()
    const store = await openRedisStore({ url: redis.url })
    await store.check()
    await redis.failOver()
    const client = createClient({ RESP: 2, socket: { host: '127.0.0.1', port: redis.replica } })
    // A Sentinel cuts everybody off whose Redis has another part to play.
    client.on('error', () => {})
    await client.connect()
    for (let look = 0; look < 600; look += 1) {
      const [role] = await client.sendCommand<unknown[]>(['ROLE']).catch(() => [])
      if (role === 'master') break
      await sleep(50)
    }
    const key = `step-up:attempts:{${encodeURIComponent('test:after')}}`
    // For a moment there are two, and what the old one takes is lost.
    await within(async () => {
      await store.attempts.charge('test:after', DEFAULT_THROTTLE, NOW)
      assert.equal(await client.exists(key), 1, 'it was written elsewhere')
    })
    client.destroy()
    await store.close()
    await redis.close()
  })
})

describe('a Sentinel that hangs', () => {
  it('takes nothing out of reach, and another one is asked', async () => {
    const redis = await startSentinel(2)
    const store = await openRedisStore({ url: redis.url })
    redis.hang()
    // It is asked again and again who the master is.
    for (let look = 0; look < 20; look += 1) {
      await store.check()
      await sleep(150)
    }
    const client = createClient({ RESP: 2, socket: { host: '127.0.0.1', port: redis.master } })
    await client.connect()
    await client.sendCommand(['CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes'])
    client.destroy()
    await within(() => store.check())
    const other = await openRedisStore({ url: redis.url })
    await other.close()
    await store.close()
    redis.goOn()
    await redis.close()
  })
})

/** Milliseconds within which it works again. */
const BACK = 5000

async function within(work: () => Promise<void>): Promise<void> {
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
