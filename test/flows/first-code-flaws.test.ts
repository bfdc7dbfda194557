import { strict as assert } from 'node:assert'
import { HOTP, Secret as OtpSecret } from 'otpauth'
import type { TotpParameters } from '../../src/people/index.ts'
import { locationOf } from '../../src/server/store-location.ts'
import type { Page } from '../support/browser.ts'
import { keyOn, Person } from '../support/person.ts'
import { essentialAcr, relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { openSharedRedis, type SharedRedis } from '../support/shared-redis.ts'
import { openTestServer, PASSWORD, type TestServer } from '../support/test-server.ts'
import { stepOf, visit } from '../support/visit.ts'

const TWO_FACTORS = essentialAcr('urn:step-up:2fa')
const UNUSUAL: TotpParameters = { algorithm: 'SHA256', digits: 8, period: 60 }
const STANDARD: TotpParameters = { algorithm: 'SHA1', digits: 6, period: 30 }

const STORES: Readonly<Record<string, () => Promise<SharedRedis | undefined>>> = {
  SQLite: async () => undefined,
  Redis: openSharedRedis,
}

for (const [name, openStore] of Object.entries(STORES)) {
  describe(`a first code that does not match, on ${name}`, () => {
    let redis: SharedRedis | undefined
    let server: TestServer
    let shop: RelyingParty

    before(async () => {
      redis = await openStore()
      server = await openTestServer({
        newDevices: UNUSUAL,
        ...(redis ? { store: locationOf(redis.url) } : {}),
      })
      shop = await relyingParty(server)
    })
    after(async () => {
      await server.close()
      await redis?.close()
    })

    /** What an app shows that keeps to these settings, with the key on the page, and whose clock is so wrong. */
    function shown(page: Page, parameters: Partial<TotpParameters> = {}, fast = 0): string {
      const { algorithm, digits, period } = { ...UNUSUAL, ...parameters }
      const secret = OtpSecret.fromBase32(keyOn(page))
      const counter = Math.floor((server.now() / 1000 + fast) / period)
      return keepSecret(HOTP.generate({ secret, algorithm, digits, counter }))
    }

    /** In a sign-in that takes a second factor, as far as the page that shows the key. */
    async function begin(): Promise<{ readonly person: Person; readonly page: Page }> {
      const person = await Person.of(server)
      await visit(person, shop, TWO_FACTORS)
      await person.givePassword()
      return { person, page: await person.browser.submit('/device', { name: 'Phone' }) }
    }

    const lastEvent = () => server.audit().at(-1)?.type

    it('tells which setting the app ignored, and begins again with the standard ones', async () => {
      const { person, page } = await begin()
      assert.match(page.html, /SHA-256/)
      const code = shown(page, { algorithm: 'SHA1' })
      const refused = await person.browser.submit('/device/code', { code })
      assert.equal(refused.status, 422)
      assert.match(refused.errors.join(), /Your app ignored the setting .?SHA-256/)
      assert.equal(lastEvent(), 'device_code_rejected')
      assert.equal(keyOn(refused), keyOn(page))

      const standard = await person.browser.submit('/device/standard')
      assert.equal(standard.status, 200)
      assert.match(standard.html, /Set up “Phone”/)
      assert.doesNotMatch(standard.html, /SHA-256/)
      assert.notEqual(keyOn(standard), keyOn(page))
      assert.equal(lastEvent(), 'device_begun')
      const right = await person.browser.submit('/device/code', { code: shown(standard, STANDARD) })
      assert.equal(stepOf(right), 'continue')
      const [device] = await server.authenticators.confirmed(person.account.id)
      assert.deepEqual(device?.parameters, STANDARD)
    })

    for (const [ignored, told] of [
      [{ digits: 6 }, /ignored that the code has .?8.? digits/],
      [{ period: 30 }, /ignored that each code lasts .?60.? seconds/],
      [{ algorithm: 'SHA1', digits: 6, period: 30 }, /ignored the settings/],
    ] as const) {
      it(`tells that the app ignored ${Object.keys(ignored).join(', ')}`, async () => {
        const { person, page } = await begin()
        const code = shown(page, ignored)
        const refused = await person.browser.submit('/device/code', { code })
        assert.match(refused.errors.join(), told)
      })
    }

    it('tells that the app took the text of the key for the key', async () => {
      const { person, page } = await begin()
      const secret = OtpSecret.fromUTF8(keyOn(page))
      const counter = Math.floor(server.now() / 60_000)
      const code = HOTP.generate({ secret, algorithm: 'SHA256', digits: 8, counter })
      const refused = await person.browser.submit('/device/code', { code })
      assert.match(refused.errors.join(), /didn’t decode the key/)
      assert.ok(!refused.forms.some(({ action }) => action.endsWith('/standard')))
    })

    it('tells a wrong clock by the second code in a row, and takes neither', async () => {
      const { person, page } = await begin()
      const first = await person.browser.submit('/device/code', { code: shown(page, {}, -240) })
      assert.match(first.errors.join(), /Incorrect code/)
      server.advance(60)
      const second = await person.browser.submit('/device/code', { code: shown(page, {}, -240) })
      assert.match(second.errors.join(), /clock is .?4 minutes.? slow/)
      assert.deepEqual(await server.authenticators.confirmed(person.account.id), [])
      const right = await person.browser.submit('/device/code', { code: shown(page) })
      assert.equal(stepOf(right), 'continue')
    })

    it('is charged as a wrong code, whatever is told', async () => {
      const { person, page } = await begin()
      for (let attempt = 1; attempt < 5; attempt += 1) {
        const code = shown(page, { digits: 6 })
        const refused = await person.browser.submit('/device/code', { code })
        assert.match(refused.errors.join(), /ignored/)
      }
      const over = await person.browser.submit('/device/code', { code: shown(page, { digits: 6 }) })
      assert.match(over.errors.join(), /Too many wrong codes/)
    })

    it('in the account tells the same, to the session alone that set the device up', async () => {
      const person = await Person.of(server)
      const stranger = person.elsewhere()
      for (const one of [person, stranger]) {
        await one.openAccount('/account/devices/add')
        await one.givePassword()
      }
      const page = await person.browser.submit('/devices/add', {
        name: 'Phone',
        password: PASSWORD,
      })
      const setup = page.url
      const refused = await person.browser.submit('/setup', { code: shown(page, { digits: 6 }) })
      assert.match(refused.errors.join(), /ignored/)
      assert.equal((await stranger.browser.open(setup)).status, 404)
      assert.equal((await stranger.browser.open(setup.replace('/setup', '/standard'))).status, 404)
      const standard = await person.browser.submit('/standard')
      assert.match(standard.html, /Set up “Phone”/)
      const codes = await person.browser.submit('/setup', { code: shown(standard, STANDARD) })
      assert.match((await person.saveCodes(codes)).html, /“Phone” was added/)
      // What was begun before is gone with its key.
      assert.equal((await server.authenticators.confirmed(person.account.id)).length, 1)
    })

    it('says no word of it at a sign-in', async () => {
      const { person, page } = await begin()
      await person.browser.submit('/device/code', { code: shown(page) })
      await person.browser.submit('/continue')
      server.advance(600)
      const visitor = person.elsewhere()
      await visit(visitor, shop, TWO_FACTORS)
      await visitor.givePassword()
      for (const parameters of [{ algorithm: 'SHA1' }, { period: 30 }] as const) {
        const refused = await visitor.giveCode(shown(page, parameters))
        assert.match(refused.errors.join(), /Incorrect code/)
      }
      server.advance(60)
      assert.ok((await visitor.giveCode(shown(page))).arrived)
    })
  })
}
