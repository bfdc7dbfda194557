import { strict as assert } from 'node:assert'
import { ConfigurationError } from '../../../src/faults.ts'
import { createClient } from 'redis'
import { createAccountId } from '../../../src/ids.ts'
import {
  newAuthenticator,
  EVER,
  LIMIT,
  NOW,
} from '../../../src/stores/conformance/authenticator-samples.ts'
import { openRedisStore } from '../../../src/stores/redis/open-redis-store.ts'
import type { TimeStep } from '../../../src/authenticators/authenticator.ts'
import { startRedis, startRedisCluster } from '../../support/redis-server.ts'

/** Opens the store on a Redis with such settings; resolves the warnings, or what it is refused for. */
async function opening(
  settings: readonly string[],
  refuseVolatile = false,
): Promise<readonly string[] | ConfigurationError> {
  const redis = await startRedis(settings)
  try {
    const store = await openRedisStore({ url: redis.url, refuseVolatile })
    await store.check()
    await store.close()
    return store.warnings
  } catch (error) {
    if (error instanceof ConfigurationError) return error
    throw error
  } finally {
    await redis.close()
  }
}

async function refusal(settings: readonly string[], refuseVolatile = false): Promise<string> {
  const refused = await opening(settings, refuseVolatile)
  assert.ok(refused instanceof ConfigurationError, settings.join(' '))
  assert.equal(refused.path, 'store')
  return refused.message
}

describe('Redis: what it keeps', () => {
  it('is refused when it may throw away what is stored, whatever it would take first', async () => {
    for (const policy of ['allkeys-lru', 'volatile-ttl']) {
      const told = await refusal(['--maxmemory-policy', policy, '--appendonly', 'yes'])
      assert.match(told, new RegExp(`maxmemory-policy is ${policy}`))
    }
  })

  it('is warned of when it keeps nothing on its disk, and refused in production', async () => {
    const warnings = await opening([])
    assert.ok(Array.isArray(warnings))
    assert.equal(warnings.length, 1)
    assert.match(String(warnings[0]), /^store: .*appendonly yes/)
    assert.match(await refusal([], true), /^store: .*appendonly yes/)
  })

  it('is fine with a log or with snapshots', async () => {
    for (const settings of [
      ['--appendonly', 'yes'],
      ['--save', '60 1'],
    ]) {
      assert.deepEqual(await opening(settings, true), [])
    }
  })

  it('is warned of where nobody may ask', async () => {
    const warnings = await opening(['--rename-command', 'CONFIG', ''], true)
    assert.ok(Array.isArray(warnings))
    assert.match(String(warnings[0]), /does not tell/)
  })
})

describe('Redis: what is acknowledged when it is kept', () => {
  it('is refused where Redis cannot tell (before 7.2), and else waits for its disk', async () => {
    const redis = await startRedis(['--appendonly', 'yes', '--appendfsync', 'everysec'])
    const client = createClient({ url: redis.url, RESP: 2 })
    await client.connect()
    const [known] = await client.sendCommand<unknown[]>(['COMMAND', 'INFO', 'WAITAOF'])
    await client.close()
    const { url } = redis
    if (known) {
      const store = await openRedisStore({ url, durability: 'local' })
      const device = newAuthenticator(createAccountId(), 'Phone')
      await store.authenticators.add(device, LIMIT, EVER)
      const step = 1 as TimeStep
      assert.ok(await store.authenticators.confirm(device.accountId, device.id, step, NOW, EVER))
      await store.close()
      const alone = await openRedisStore({ url, durability: 'replica' })
      await assert.rejects(alone.authenticators.remove(device.accountId, device.id), {
        code: 'store_unavailable',
      })
      await alone.close()
    } else {
      await assert.rejects(openRedisStore({ url, durability: 'local' }), {
        code: 'configuration_invalid',
        path: 'redis.durability',
        message: /7\.2/,
      })
    }
    await redis.close()
  })

  it('is refused in a Cluster, which has other means', async () => {
    const cluster = await startRedisCluster()
    await assert.rejects(openRedisStore({ url: cluster.url, durability: 'local' }), {
      path: 'redis.durability',
      message: /appendfsync always/,
    })
    await cluster.close()
  })
})
