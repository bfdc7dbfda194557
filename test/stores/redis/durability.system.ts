import { strict as assert } from 'node:assert'
import { ConfigurationError } from '../../../src/kernel/faults.ts'
import { createClient } from 'redis'
import { DEFAULT_THROTTLE } from '../../../src/kernel/throttle/attempt-store.ts'
import { createAccountId, createRecoveryCodeSetId } from '../../../src/kernel/ids.ts'
import {
  EVER,
  begin,
  firstCodeOf,
  newAuthenticator,
  NOW,
} from '../../../src/stores/conformance/authenticator-samples.ts'
import { openRedisStore, type RedisStore } from '../../../src/stores/redis/open-redis-store.ts'
import type { TimeStep } from '../../../src/people/authenticator.ts'
import { openConfirmingRedis, type ConfirmingRedis } from '../../support/confirming-redis.ts'
import { ownTime } from '../../support/own-time.ts'
import { startRedis, type RedisServer } from '../../support/redis-server.ts'

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
    assert.match(String(warnings[0]), /does not report/)
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
      await begin(store.authenticators, device)
      const step = 1 as TimeStep
      await store.authenticators.confirm(firstCodeOf(device, { step }))
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
})

/** Debian's Redis is older than `WAITAOF`; a newer one is asked above, where there is one. */
describe('what Redis is asked to confirm', () => {
  let redis: RedisServer
  let confirming: ConfirmingRedis
  before(async () => {
    redis = await startRedis(['--appendonly', 'yes'])
    confirming = await openConfirmingRedis(redis.port)
  })
  after(async () => {
    await confirming.close()
    await redis.close()
  })
  afterEach(() => confirming.say([1, 1]))

  const step = 1 as TimeStep
  const REFUSED = { code: 'store_unavailable' } as const

  /** Somebody with a device that has no first code yet, and with recovery codes. */
  async function somebody({ authenticators, recoveryCodes }: RedisStore) {
    confirming.say([1, 1])
    const device = newAuthenticator(createAccountId(), 'Phone')
    const { accountId } = device
    await begin(authenticators, device)
    const set = { id: createRecoveryCodeSetId(), accountId, secret: device.secret, count: 10 }
    await recoveryCodes.put({ ...set, createdAt: NOW, used: new Map() }, undefined)
    return { accountId, device, set }
  }

  type Deed = (store: RedisStore, whose: Awaited<ReturnType<typeof somebody>>) => Promise<unknown>
  const DEEDS: Readonly<Record<string, Deed>> = {
    'an enrolment': async ({ authenticators }, { device }) =>
      (await authenticators.confirm(firstCodeOf(device, { step }))).outcome === 'confirmed',
    'a removal': async ({ authenticators }, { accountId }) =>
      (await authenticators.removeAll(accountId)) === 0,
    'a recovery code that is used': ({ recoveryCodes }, { accountId, set }) =>
      recoveryCodes.use(accountId, set.id, 0, NOW),
    'an account that is added': ({ accounts }, { accountId }) =>
      accounts.add({ id: accountId, login: accountId, displayName: '', createdAt: NOW }),
  }

  for (const [name, deed] of Object.entries(DEEDS)) {
    it(`${name} is acknowledged when it is on the disk, and not before`, async () => {
      const store = await openRedisStore({ url: confirming.url, durability: 'local' })
      const kept = await somebody(store)
      confirming.say([1, 0])
      const before = confirming.asked.length
      assert.equal(await deed(store, kept), true)
      const [asked, ...others] = confirming.asked.slice(before)
      assert.deepEqual(others, [])
      assert.deepEqual(asked, { args: ['1', '0', '1800'], after: ['EVAL'] })

      const lost = await somebody(store)
      confirming.say([0, 0])
      await assert.rejects(deed(store, lost), REFUSED)
      await store.close()
    })

    it(`${name} waits for a replica's disk where that is asked for`, async () => {
      const store = await openRedisStore({ url: confirming.url, durability: 'replica' })
      const kept = await somebody(store)
      assert.equal(await deed(store, kept), true)
      assert.deepEqual(confirming.asked.at(-1)?.args, ['1', '1', '1800'])
      const lost = await somebody(store)
      confirming.say([1, 0])
      await assert.rejects(deed(store, lost), REFUSED)
      await store.close()
    })
  }

  it('is refused within two seconds while the disk says nothing', async () => {
    // At once: one after the other, each waits for the one before.
    const waiting = Object.values(DEEDS).map(async (deed) => {
      const store = await openRedisStore({ url: confirming.url, durability: 'local' })
      return { store, deed, whose: await somebody(store) }
    })
    const all = await Promise.all(waiting)
    confirming.say(undefined)
    await Promise.all(
      all.map(async ({ store, deed, whose }) => {
        const passed = ownTime()
        await assert.rejects(deed(store, whose), REFUSED)
        const took = passed()
        assert.ok(took < 2000, `it took ${took} ms`)
        await store.close()
      }),
    )
  })

  it('is nothing else: a guess is counted while the disk says nothing', async () => {
    const store = await openRedisStore({ url: confirming.url, durability: 'local' })
    const { accountId, device } = await somebody(store)
    confirming.say(undefined)
    const before = confirming.asked.length
    const charged = await store.attempts.charge('test:one', DEFAULT_THROTTLE, NOW)
    assert.equal(charged.outcome, 'charged')
    // Nor is what is merely begun.
    const own = firstCodeOf(device)
    assert.equal(await store.authenticators.chargeFirstCode(own, 5, EVER), 1)
    const link = { tokenHash: Uint8Array.from([1]), accountId, expiresAt: NOW }
    await store.passwordResets.put(link)
    await store.emailChanges.put({ ...link, email: 'ann@example.com' })
    assert.equal(confirming.asked.length, before)
    await store.close()
  })

  it('may be asked for, or the node is out of use: at start and later it is named', async () => {
    for (const [told, named] of [
      [
        "NOPERM User step-up has no permissions to run the 'waitaof' command",
        /does not allow WAITAOF \(NOPERM\)/,
      ],
      ["ERR unknown command 'WAITAOF', with args beginning with: '1' '0'", /does not know WAITAOF/],
      [
        'ERR WAITAOF cannot be used when numlocal is set but appendonly is disabled.',
        /keeps no log on its disk \(appendonly no\)/,
      ],
    ] as const) {
      confirming.say(told)
      await assert.rejects(openRedisStore({ url: confirming.url, durability: 'local' }), {
        path: 'store',
        message: named,
      })
      confirming.say([1, 1])
      const store = await openRedisStore({ url: confirming.url, durability: 'local' })
      await store.check()
      confirming.say(told)
      await assert.rejects(store.check(), { code: 'store_unavailable', message: named })
      confirming.say([1, 1])
      await store.check()
      await store.close()
      // Who does not ask for it needs no right to.
      confirming.say(told)
      const careless = await openRedisStore({ url: confirming.url })
      await careless.check()
      await careless.close()
    }
  })

  it('is several in one, where they come at once', async () => {
    const store = await openRedisStore({ url: confirming.url, durability: 'local' })
    const people = await Promise.all(Array.from({ length: 20 }, () => somebody(store)))
    const before = confirming.asked.length
    const done = await Promise.all(
      people.map(({ device }) => store.authenticators.confirm(firstCodeOf(device, { step }))),
    )
    assert.ok(done.every(({ outcome }) => outcome === 'confirmed'))
    assert.ok(confirming.asked.length - before < 10)
    await store.close()
  })
})
