import { strict as assert } from 'node:assert'
import { createHash } from 'node:crypto'
import {
  createTrustedBrowsers,
  type Trust,
  type TrustedBrowsers,
} from '../../src/trust/trusted-browsers.ts'
import { createAccountId, type AccountId, type TrustedBrowserId } from '../../src/kernel/ids.ts'
import { plusSeconds } from '../../src/kernel/instant.ts'
import type { TwoHandles } from '../../src/stores/conformance/property.ts'
import type { SqliteStore } from '../../src/stores/sqlite/open-sqlite-store.ts'
import { openTwoStores } from '../stores/sqlite/temporary-database.ts'
import { createTestClock, type TestClock } from '../support/test-clock.ts'

const LIFETIME = 30 * 86_400
const FACTORS = 'the factors of the account'
const FIREFOX = { userAgent: 'Firefox/128.0', address: '192.0.2.7' }

describe('trusted browsers', () => {
  let stores: TwoHandles<SqliteStore>
  let time: TestClock
  let account: AccountId

  beforeEach(() => {
    stores = openTwoStores()
    time = createTestClock()
    account = createAccountId()
  })
  afterEach(() => stores.close())

  const service = (lifetime = LIFETIME, store = stores.first): TrustedBrowsers =>
    createTrustedBrowsers({ store: store.trustedBrowsers, clock: time.clock, lifetime })

  const trust = (accountId = account): Promise<Trust> =>
    service().trust(accountId, FACTORS, FIREFOX)

  const recognised = async (cookie: string, lifetime = LIFETIME) =>
    (await service(lifetime).recognise(account, cookie, FACTORS))?.id

  it('are recognised by their cookie, with what is known of them', async () => {
    const { id, cookie, expiresAt } = await trust()
    assert.equal(expiresAt, plusSeconds(time.now(), LIFETIME))
    const found = await service().recognise(account, cookie.reveal(), FACTORS)
    assert.deepEqual(
      [found?.id, found?.userAgent, found?.address, found?.createdAt, found?.lastUsedAt],
      [id, FIREFOX.userAgent, FIREFOX.address, time.now(), time.now()],
    )
  })

  it('are not trusted while their date lies ahead', async () => {
    time.advance(86_400)
    const { cookie } = await trust()
    time.advance(-86_400)
    assert.equal(await recognised(cookie.reveal()), undefined)
    assert.deepEqual(await service().list(account, FACTORS), [])
  })

  it('have a secret of 256 bits each, of which the store holds the hash alone', async () => {
    const secrets = new Set<string>()
    for (let count = 0; count < 20; count += 1) {
      const { id, cookie } = await trust()
      const [known, secret = ''] = cookie.reveal().split('.')
      assert.equal(known, id)
      assert.equal(Buffer.from(secret, 'base64url').length, 32)
      secrets.add(secret)
      const row = await stores.second.trustedBrowsers.find(account, id, time.now())
      assert.deepEqual(
        Buffer.from(row?.secretHash ?? []),
        createHash('sha256').update(secret).digest(),
      )
      assert.ok(!JSON.stringify(row).includes(secret))
    }
    assert.equal(secrets.size, 20)
  })

  it('are not recognised by anything else', async () => {
    const { id, cookie } = await trust()
    const other = await trust()
    const value = cookie.reveal()
    const [, secret = ''] = value.split('.')
    const [, otherSecret = ''] = other.cookie.reveal().split('.')
    const flipped = `${secret.slice(0, -2)}${secret.endsWith('AA') ? 'BA' : 'AA'}`
    const hash = createHash('sha256').update(secret).digest('base64url')
    for (const wrong of [
      '',
      '.',
      id,
      `${id}.`,
      `.${secret}`,
      `${id}.${flipped}`,
      `${id}.${otherSecret}`,
      `${other.id}.${secret}`,
      // What somebody who reads the database could show.
      `${id}.${hash}`,
      `${value} `,
      `${value}.`,
      `${value}A`,
      `${id}.${'A'.repeat(43)}`,
      `${'A'.repeat(22)}.${secret}`,
      `' OR 1=1 --`,
      value.repeat(1000),
    ]) {
      assert.equal(await recognised(wrong), undefined, wrong)
    }
    assert.equal(await recognised(value), id)
  })

  it('are no other account’s, and not the account’s with other factors', async () => {
    const { cookie } = await trust()
    const browsers = service()
    assert.equal(await browsers.recognise(createAccountId(), cookie.reveal(), FACTORS), undefined)
    assert.equal(await browsers.recognise(account, cookie.reveal(), 'other factors'), undefined)
    assert.deepEqual(await browsers.list(account, 'other factors'), [])
    assert.equal((await browsers.list(account, FACTORS)).length, 1)
  })

  it('end when they were said to, however much they were used', async () => {
    const { id, cookie } = await trust()
    time.advance(LIFETIME - 1)
    await service().touch(account, id)
    const [listed] = await service().list(account, FACTORS)
    assert.equal(listed?.lastUsedAt, time.now())
    assert.equal(await recognised(cookie.reveal()), id)
    time.advance(1)
    assert.equal(await recognised(cookie.reveal()), undefined)
    assert.deepEqual(await service().list(account, FACTORS), [])
  })

  it('end sooner when the operator shortens the time, and not later when it is made longer', async () => {
    const { id, cookie, expiresAt } = await trust()
    time.advance(3600)
    assert.equal(await recognised(cookie.reveal(), 3601), id)
    const [listed] = await service(3601).list(account, FACTORS)
    assert.equal(listed?.expiresAt, plusSeconds(time.now(), 1))
    assert.equal(await recognised(cookie.reveal(), 3600), undefined)
    assert.deepEqual(await service(3600).list(account, FACTORS), [])
    assert.equal((await service(10 * LIFETIME).list(account, FACTORS))[0]?.expiresAt, expiresAt)
    time.advance(LIFETIME)
    assert.equal(await recognised(cookie.reveal(), 10 * LIFETIME), undefined)
  })

  it('are forgotten one by one, and all at once', async () => {
    const [first, second, third] = [await trust(), await trust(), await trust()]
    const stranger = await trust(createAccountId())
    assert.equal(await service().forget(account, first.id), true)
    assert.equal(await service().forget(account, first.id), false)
    assert.equal(await service().forget(account, stranger.id), false)
    assert.equal(await service().forget(account, 'never was' as TrustedBrowserId), false)
    assert.equal(await recognised(first.cookie.reveal()), undefined)
    assert.equal(await recognised(second.cookie.reveal()), second.id)
    assert.equal(await service().forgetAll(account), 2)
    assert.equal(await recognised(third.cookie.reveal()), undefined)
    assert.equal(await service().forgetAll(account), 0)
  })

  it('are 20 at the most, though 50 are trusted at once on two nodes', async () => {
    const given = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        service(LIFETIME, index % 2 ? stores.first : stores.second).trust(
          account,
          FACTORS,
          FIREFOX,
        ),
      ),
    )
    const standing = await Promise.all(given.map(({ cookie }) => recognised(cookie.reveal())))
    assert.equal(standing.filter((id) => id !== undefined).length, 20)
    assert.equal((await service().list(account, FACTORS)).length, 20)
  })

  it('keep no more of a browser’s description than names it', async () => {
    await service().trust(account, FACTORS, { userAgent: 'x'.repeat(9999), address: '::1' })
    const [browser] = await service().list(account, FACTORS)
    assert.equal(browser?.userAgent.length, 256)
  })
})
