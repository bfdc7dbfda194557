import { strict as assert } from 'node:assert'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from 'redis'
import { DEFAULT_THROTTLE } from '../../../src/authenticators/attempt-store.ts'
import type { TimeStep } from '../../../src/authenticators/authenticator.ts'
import { createAccountId } from '../../../src/ids.ts'
import { attemptStoreConformance } from '../../../src/stores/conformance/attempt-store-conformance.ts'
import { EVER, NOW, confirmed } from '../../../src/stores/conformance/authenticator-samples.ts'
import { codeAttemptConformance } from '../../../src/stores/conformance/code-attempt-conformance.ts'
import { sessionConformance } from '../../../src/stores/conformance/session-conformance.ts'
import { openRedisStore, type RedisStore } from '../../../src/stores/redis/open-redis-store.ts'
import { startSentinel, type WatchedRedis } from '../../support/redis-sentinel.ts'

describe('Redis behind a Sentinel', () => {
  let redis: WatchedRedis
  before(async () => {
    redis = await startSentinel()
  })
  after(() => redis.close())

  const two =
    <Part>(part: (store: RedisStore) => Part) =>
    async () => {
      await redis.empty()
      const open = () => openRedisStore({ url: redis.url })
      const [first, second] = await Promise.all([open(), open()])
      const close = async (): Promise<void> => {
        await Promise.all([first.close(), second.close()])
      }
      return { first: part(first), second: part(second), close }
    }

  describe('keeps its promises', () => {
    for (const property of [
      ...attemptStoreConformance(two(({ attempts }) => attempts)),
      ...codeAttemptConformance(two((store) => store)),
      ...sessionConformance(two((store) => store)),
    ]) {
      it(property.name, () => property.run())
    }
  })
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
    const [device] = await store.authenticators.list(accountId, EVER)
    assert.equal(device?.id, id)
    assert.deepEqual(await store.attemptCode?.(attempt), { outcome: 'charged' })
    await store.close()
  })
})
