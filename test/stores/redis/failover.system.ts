import { strict as assert } from 'node:assert'
import { setTimeout as sleep } from 'node:timers/promises'
import { DEFAULT_THROTTLE } from '../../../src/kernel/throttle/attempt-store.ts'
import type { TimeStep } from '../../../src/people/authenticator.ts'
import { createAccountId } from '../../../src/kernel/ids.ts'
import { NOW, confirmed } from '../../../src/stores/conformance/authenticator-samples.ts'
import { openRedisStore, type RedisStore } from '../../../src/stores/redis/open-redis-store.ts'
import { openConfirmingRedis } from '../../support/confirming-redis.ts'
import { startRedis } from '../../support/redis-server.ts'
import { startSentinel } from '../../support/redis-sentinel.ts'

/** As docs/security.md has it. */
const WAITING = ['--min-replicas-to-write', '1', '--min-replicas-max-lag', '1']

const PRODUCTION = { refuseForgetful: true } as const

describe('a Redis whose replica may take over', () => {
  /** A device that accepts codes, and what comes of one of them. */
  async function deviceOn(store: RedisStore) {
    const accountId = createAccountId()
    const { id } = await confirmed(store.authenticators, accountId, 'Phone', 1 as TimeStep)
    const use = async (at: number): Promise<'accepted' | 'refused' | 'unavailable'> => {
      const attempt = {
        accountId,
        subject: `totp:${accountId}` as const,
        policy: DEFAULT_THROTTLE,
        at: NOW,
        matches: [{ id, step: at as TimeStep }],
      }
      try {
        const { outcome, ...rest } = (await store.attemptCode?.(attempt)) ?? { outcome: 'none' }
        assert.equal(outcome, 'charged')
        return 'accepted' in rest ? 'accepted' : 'refused'
      } catch {
        return 'unavailable'
      }
    }
    return { use }
  }

  it('and that waits for none is refused in production, and told of elsewhere', async () => {
    const redis = await startSentinel()
    try {
      await assert.rejects(openRedisStore({ url: redis.url, ...PRODUCTION }), {
        path: 'store',
        message: /set min-replicas-to-write 1, or say redis\.lossyFailover: accept$/,
      })
      // By its own address, too: it has a replica.
      const url = `redis://127.0.0.1:${redis.master}`
      await assert.rejects(openRedisStore({ url, ...PRODUCTION }), { path: 'store' })
      const store = await openRedisStore({ url: redis.url })
      assert.match(store.warnings.join(), /set min-replicas-to-write 1/)
      await store.close()
    } finally {
      await redis.close()
    }
    const alone = await startRedis()
    try {
      const store = await openRedisStore({ url: alone.url, ...PRODUCTION })
      assert.doesNotMatch(store.warnings.join(), /min-replicas/)
      await store.close()
    } finally {
      await alone.close()
    }
  })

  it('as far as is known is refused in production until its operator says so', async () => {
    const redis = await startRedis(['--appendonly', 'yes'])
    const silent = await openConfirmingRedis(redis.port)
    silent.withhold('replication')
    try {
      await assert.rejects(openRedisStore({ url: silent.url, ...PRODUCTION }), {
        path: 'store',
        message: /does not report .*replica.*, or say redis\.lossyFailover: accept$/,
      })
      const store = await openRedisStore({ url: silent.url })
      assert.match(store.warnings.join(), /does not report .*replica/)
      await store.close()
    } finally {
      await silent.close()
      await redis.close()
    }
  })

  it('accepts no used code again, where it waits for one that follows', async () => {
    const redis = await startSentinel(1, WAITING)
    const store = await openRedisStore({ url: redis.url, ...PRODUCTION })
    try {
      const device = await deviceOn(store)
      assert.equal(await device.use(2), 'accepted')
      // A second of lag is allowed, and looked for once a second.
      redis.freezeReplica()
      await sleep(3_000)
      assert.equal(
        await device.use(3),
        'unavailable',
        'what no replica has is acknowledged to nobody',
      )
      await redis.killMaster()
      redis.thawReplica()
      const outcomes: string[] = []
      // Sentinels that share a busy machine take their time to agree.
      for (let tries = 0; tries < 900 && !outcomes.includes('accepted'); tries += 1) {
        outcomes.push(await device.use(3))
        await sleep(100)
      }
      assert.equal(outcomes.at(-1), 'accepted', 'it was not used before')
      assert.equal(await device.use(3), 'refused')
      assert.equal(await device.use(2), 'refused')
    } finally {
      await store.close()
      await redis.close()
    }
  })
})
