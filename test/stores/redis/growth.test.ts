import { strict as assert } from 'node:assert'
import { createClient } from 'redis'
import { createTrustedBrowserId, type AccountId } from '../../../src/kernel/ids.ts'
import { plusSeconds, systemClock } from '../../../src/kernel/instant.ts'
import { begin, newAuthenticator } from '../../../src/stores/conformance/authenticator-samples.ts'
import { keyOf } from '../../../src/stores/redis/keys.ts'
import { openRedisStore, type RedisStore } from '../../../src/stores/redis/open-redis-store.ts'
import { openSharedRedis, type SharedRedis } from '../../support/shared-redis.ts'

const ANN = 'ann' as AccountId
const DAY = 86_400
const OFTEN = 300

/** Of somebody who signs in again and again no key ever expires as a whole. */
describe('what Redis keeps of an account that is used for years', () => {
  let redis: SharedRedis
  let store: RedisStore
  let now = systemClock()
  before(async () => {
    redis = await openSharedRedis()
    store = await openRedisStore({ url: redis.url, clock: () => now })
  })
  after(async () => {
    await store.close()
    await redis.close()
  })

  async function ask<T>(...command: string[]): Promise<T> {
    const client = createClient({ url: redis.url, RESP: 2 })
    await client.connect()
    const reply = await client.sendCommand<T>(command)
    await client.close()
    return reply
  }

  it('is no list of all sessions that it ever had', async () => {
    for (let day = 0; day < OFTEN; day += 1) {
      const session = { uid: `of day ${day}`, accountId: ANN }
      await store.adapter('Session').upsert(`id of day ${day}`, session, 7 * DAY)
      now = plusSeconds(now, DAY)
    }
    const living = await store.artefacts.sessionsOf(ANN, 1000)
    assert.equal(living.length, 6)
    assert.ok((await ask<number>('ZCARD', 'step-up:sessions:{ann}')) <= 9)
    assert.ok((await ask<number>('PTTL', 'step-up:sessions:{ann}')) > 0)
  })

  it('is a session for as long as it says, and for a day where an id of it has died', async () => {
    const sessions = store.adapter('Session')
    const left = () => ask<number>('PTTL', 'step-up:session:{short}')
    await sessions.upsert('first id', { uid: 'short' }, 3600)
    assert.ok((await left()) <= 3_600_000)
    await sessions.upsert('first id', { uid: 'short' }, 60)
    assert.ok((await left()) > 3_500_000, 'it is never cut short')
    await sessions.upsert('second id', { uid: 'short' }, 3600)
    assert.ok((await left()) > 23 * 3_600_000)
    await sessions.upsert('of one that was over', { uid: 'over' }, -60)
    const over = await ask<number>('PTTL', 'step-up:session:{over}')
    assert.ok(over <= 1 && over !== -1, String(over))
  })

  it('is no list of all grants that it ever gave', async () => {
    const grants = store.adapter('Grant')
    for (let number = 0; number < OFTEN; number += 1) {
      await grants.upsert(`old ${number}`, { accountId: ANN, clientId: 'shop' }, -DAY)
    }
    for (let number = 0; number < OFTEN; number += 1) {
      await grants.upsert(`new ${number}`, { accountId: ANN, clientId: 'shop' }, DAY)
    }
    const listed = await ask<string[]>('HKEYS', 'step-up:grants:{ann}')
    assert.equal(listed.filter((id) => id.startsWith('new')).length, OFTEN)
    assert.ok(listed.length < OFTEN + 30, `${listed.length} are listed`)
    assert.equal(await store.artefacts.revokeGrants(ANN, 'shop'), OFTEN)
    assert.equal(await ask('EXISTS', 'step-up:grants:{ann}'), 0)
  })

  it('is no list of all tokens that a grant was ever refreshed for, and all that live are revoked', async () => {
    const tokens = store.adapter('AccessToken')
    for (let number = 0; number < OFTEN; number += 1) {
      await tokens.upsert(`old ${number}`, { grantId: 'g' }, -DAY)
    }
    for (let number = 0; number < OFTEN; number += 1) {
      await tokens.upsert(`new ${number}`, { grantId: 'g' }, DAY)
    }
    const listed = await ask<string[]>('HKEYS', 'step-up:grant:{g}')
    assert.equal(listed.filter((name) => name.startsWith('of:AccessToken:new')).length, OFTEN)
    assert.ok(listed.length < OFTEN + 30, `${listed.length} are listed`)
    await tokens.revokeByGrantId('g')
    for (const id of ['new 0', `new ${OFTEN - 1}`]) {
      assert.equal(await tokens.find(id), undefined)
    }
  })

  it('lives as long as what joins it last, also where all that stood there had gone', async () => {
    const grants = store.adapter('Grant')
    await grants.upsert('old', { accountId: ANN, clientId: 'shop' }, -DAY)
    await grants.upsert('new', { accountId: ANN, clientId: 'shop' }, DAY)
    const left = await ask<number>('PTTL', 'step-up:grants:{ann}')
    assert.ok(left > (DAY - 60) * 1000 && left <= DAY * 1000, `${left}`)
    await grants.destroy('new')
    await store.adapter('AccessToken').upsert('old', { grantId: 'h' }, -DAY)
    await store.adapter('AccessToken').upsert('new', { grantId: 'h' }, DAY)
    assert.ok((await ask<number>('PTTL', 'step-up:grant:{h}')) > 0)
  })

  it('is nothing of what came to nothing, where it is swept: links, devices and browsers', async () => {
    const bob = 'bob' as AccountId
    const expiresAt = plusSeconds(now, 60)
    const tokenHash = (at: number) => Uint8Array.from({ length: 32 }, () => at)
    await store.passwordResets.put({ tokenHash: tokenHash(1), accountId: bob, expiresAt })
    await store.emailChanges.put({
      tokenHash: tokenHash(2),
      accountId: bob,
      email: 'bob@example.com',
      expiresAt,
    })
    const device = { ...newAuthenticator(bob, 'Phone'), createdAt: now }
    await begin(store.authenticators, device)
    const id = createTrustedBrowserId()
    await store.trustedBrowsers.add(
      {
        id,
        accountId: bob,
        secretHash: tokenHash(3),
        factors: 'f',
        userAgent: '',
        address: '',
        createdAt: now,
        expiresAt,
        lastUsedAt: now,
      },
      10,
    )
    await store.trustedBrowsers.touch(bob, id, plusSeconds(now, 1))
    const left = async () => [
      ...(await ask<string[]>('KEYS', 'step-up:*{bob}')),
      ...(await ask<string[]>('KEYS', 'step-up:*-token:*')),
      ...(await ask<string[]>('KEYS', 'step-up:sweep:*')),
    ]
    assert.equal((await left()).length, 5)
    now = plusSeconds(now, 61)
    assert.equal(await store.sweep(100), 3, 'the device is left alone for a day')
    now = plusSeconds(now, DAY)
    assert.equal(await store.sweep(100), 1)
    assert.deepEqual(await left(), [])
    assert.equal(await store.sweep(100), 0)
  })

  it('is no list of all names that were ever mistyped, and every lock that stands', async () => {
    const policy = { free: 1, firstDelay: 1, longestDelay: 1, lockAt: 3 }
    const [few, locked] = ['password:few', 'password:locked'] as const
    const later = () => (now = plusSeconds(now, 2))
    for (let time = 0; time < 2; time += 1) await store.attempts.charge(few, policy, later())
    for (let time = 0; time < 3; time += 1) await store.attempts.charge(locked, policy, later())
    const life = (subject: string) => ask<number>('PTTL', keyOf('attempts', subject))
    assert.ok((await life(few)) > 0)
    assert.equal(await life(locked), -1)
    // A fault is no guess, and its lock none.
    await store.attempts.refund?.(locked)
    assert.ok((await life(locked)) > 0)
    // Where the limit was lowered since, whoever comes is locked from then on.
    const lowered = { ...policy, lockAt: 2 }
    assert.deepEqual(await store.attempts.charge(few, lowered, later()), { outcome: 'locked' })
    assert.equal(await life(few), -1)
  })
})
