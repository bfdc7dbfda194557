import { DEFAULT_THROTTLE } from '../../../src/kernel/throttle/attempt-store.ts'
import { expect } from 'chai'
import type { TimeStep } from '../../../src/people/authenticator.ts'
import { createTrustedBrowsers } from '../../../src/trust/trusted-browsers.ts'
import { createAccountId } from '../../../src/kernel/ids.ts'
import { plusSeconds, type Instant } from '../../../src/kernel/instant.ts'
import { NOW, confirmed, pending } from '../../../src/stores/conformance/authenticator-samples.ts'
import type { TwoHandles } from '../../../src/stores/conformance/property.ts'
import type { SqliteStore } from '../../../src/stores/sqlite/open-sqlite-store.ts'
import { openTwoStores } from './temporary-database.ts'

const DAY = 86_400

describe('SQLite: what time takes away', () => {
  let now: Instant
  let stores: TwoHandles<SqliteStore>

  beforeEach(() => {
    now = NOW
    stores = openTwoStores(() => now)
  })

  afterEach(async () => stores.close())

  const pass = (seconds: number): void => {
    now = plusSeconds(now, seconds)
  }

  it('finds an artefact up to its expiry and not from then on', async () => {
    const { first, second } = stores
    await first.adapter('Session').upsert('id', { uid: 'uid' }, 60)
    await first.adapter('DeviceCode').upsert('id', { userCode: 'ABCD' }, 60)
    pass(59)
    expect(await second.adapter('Session').find('id')).to.deep.equal({ uid: 'uid' })
    expect(await second.adapter('Session').findByUid('uid')).to.deep.equal({ uid: 'uid' })
    pass(1)
    expect(await second.adapter('Session').find('id')).to.equal(undefined)
    expect(await second.adapter('Session').findByUid('uid')).to.equal(undefined)
    expect(await second.adapter('DeviceCode').findByUserCode('ABCD')).to.equal(undefined)
  })

  it('never forgets what has no expiry', async () => {
    const { first, second } = stores
    await first.adapter('Client').upsert('id', { clientId: 'id' })
    pass(100 * 365 * DAY)
    expect(await second.sweep(100)).to.equal(0)
    expect(await second.adapter('Client').find('id')).to.deep.equal({ clientId: 'id' })
  })

  it('refuses an expiry that is no number, which would be for ever', async () => {
    const refused = await stores.first
      .adapter('Session')
      .upsert('id', { uid: 'uid' }, Number.NaN)
      .catch((error: unknown) => error)
    expect(refused).to.be.instanceOf(TypeError)
    expect(await stores.first.adapter('Session').find('id')).to.equal(undefined)
  })

  it('tells when a code was consumed in whole seconds', async () => {
    const { first, second } = stores
    await first.adapter('AuthorizationCode').upsert('id', {}, 60)
    now = (NOW + 1999) as Instant
    await first.adapter('AuthorizationCode').consume('id')
    expect(await second.adapter('AuthorizationCode').find('id')).to.deep.equal({
      consumed: NOW / 1000 + 1,
    })
  })

  it('sweeps what has expired, all of it, and nothing else', async () => {
    const { first, second } = stores
    const tokens = first.adapter('AccessToken')
    for (let index = 0; index < 250; index += 1) await tokens.upsert(`old ${index}`, {}, 60)
    for (let index = 0; index < 10; index += 1) await tokens.upsert(`new ${index}`, {}, 600)
    pass(60)
    expect(await second.sweep(30)).to.equal(30)
    expect(await second.sweep(1000)).to.equal(220)
    expect(await second.sweep(1000)).to.equal(0)
    for (let index = 0; index < 10; index += 1) {
      expect(await tokens.find(`new ${index}`)).to.deep.equal({})
    }
  })

  it('sweeps abandoned enrolments, and no confirmed authenticator', async () => {
    const { first, second } = stores
    const accountId = createAccountId()
    // In this order: a first device takes with it all that wait.
    await confirmed(first.authenticators, accountId, 'Phone', 1 as TimeStep)
    await pending(first.authenticators, accountId, 'abandoned')
    pass(DAY)
    expect(await second.sweep(100)).to.equal(0)
    pass(1)
    expect(await second.sweep(100)).to.equal(1)
    const names = (await first.authenticators.list(accountId)).map(({ name }) => name)
    expect(names).to.deep.equal(['Phone'])
  })

  it('sweeps browsers whose trust has ended, and no other', async () => {
    const { first, second } = stores
    const accountId = createAccountId()
    const trust = async (lifetime: number) => {
      const browsers = createTrustedBrowsers({
        store: first.trustedBrowsers,
        clock: () => now,
        lifetime,
      })
      await browsers.trust(accountId, 'factors', { userAgent: '', address: '' })
    }
    await trust(60)
    await trust(61)
    pass(59)
    expect(await second.sweep(100)).to.equal(0)
    pass(1)
    expect(await second.sweep(100)).to.equal(1)
    expect(await first.trustedBrowsers.list(accountId, NOW)).to.have.length(1)
  })

  it('forgets idle budgets of names, and never those of second factors or of many failures', async () => {
    const { first, second } = stores
    const policy = { ...DEFAULT_THROTTLE, free: 50 }
    for (let attempt = 0; attempt < 20; attempt += 1) {
      await first.attempts.charge('password:guessed', policy, now)
    }
    await first.attempts.charge('password:mistyped', policy, now)
    await first.attempts.charge('totp:account', policy, now)
    pass(30 * DAY)
    expect(await second.sweep(100)).to.equal(0)
    pass(1)
    expect(await second.sweep(100)).to.equal(1)
    expect(await second.attempts.clear('password:mistyped')).to.equal(false)
    expect(await second.attempts.clear('password:guessed')).to.equal(true)
    expect(await second.attempts.clear('totp:account')).to.equal(true)
  })

  it('keeps a session dead for a day, or as long as it had to live', async () => {
    const { first, second } = stores
    const sessions = first.adapter('Session')
    await sessions.upsert('short', { uid: 'short' }, 60)
    await sessions.upsert('long', { uid: 'long' }, 14 * DAY)
    await sessions.destroy('short')
    await sessions.destroy('long')
    await first.endSession('ended')
    pass(DAY - 1)
    expect(await second.sweep(100)).to.equal(0)
    pass(1)
    // Of `short` and `ended`.
    expect(await second.sweep(100)).to.equal(2)
    pass(13 * DAY - 1)
    await sessions.upsert('long', { uid: 'long' }, 60)
    expect(await sessions.find('long')).to.equal(undefined)
    expect(await second.sweep(100)).to.equal(0)
    pass(1)
    expect(await second.sweep(100)).to.equal(1)
  })

  it('keeps a session that was ended dead as long as it had to live, under any id', async () => {
    const { first, second } = stores
    const sessions = first.adapter('Session')
    await sessions.upsert('id', { uid: 'uid' }, 14 * DAY)
    await first.endSession('uid')
    // What comes later makes no tombstone shorter.
    await first.endSession('uid')
    await sessions.destroy('id')
    pass(14 * DAY - 1)
    expect(await second.sweep(100)).to.equal(0)
    await sessions.upsert('id', { uid: 'uid' }, 60)
    await sessions.upsert('another', { uid: 'uid' }, 60)
    expect(await second.adapter('Session').findByUid('uid')).to.equal(undefined)
    pass(1)
    expect(await second.sweep(100)).to.equal(2)
  })
})
