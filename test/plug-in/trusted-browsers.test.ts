import { strict as assert } from 'node:assert'
import { base32Of } from '../../src/methods/totp/index.ts'
import { dateOf } from '../../src/index.ts'
import { Browser, type Page } from '../support/browser.ts'
import { hostShop, startAt } from '../support/host-shop.ts'
import { openHostProvider, type HostProvider } from '../support/host-provider.ts'
import { deviceOf, type Device } from '../support/person.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { offerOn } from '../support/trust.ts'
import { ENROLLER } from '../support/enroller.ts'

const LIFETIME = 7 * 86_400
const name = 'user-1'

for (const framework of ['Koa', 'Express'] as const) {
  describe(`trusted browsers of a host, in ${framework}`, () => {
    const folder = temporaryFolder()
    let host: HostProvider
    let passwordSince: Date | undefined

    const open = async (trustedBrowsersLifetime?: number) => {
      host = await openHostProvider(
        folder(),
        { framework },
        {
          accounts: {
            find: async (id) => ({
              label: id,
              ...(passwordSince ? { proofsNotBefore: passwordSince } : {}),
            }),
          },
          ...(trustedBrowsersLifetime === undefined ? {} : { trustedBrowsersLifetime }),
        },
      )
    }
    beforeEach(() => {
      passwordSince = undefined
    })
    afterEach(() => host.close())

    async function enrol(): Promise<Device> {
      const begun = await host.mfa.authenticators.begin(name, 'Phone', ENROLLER)
      assert.equal(begun.outcome, 'begun')
      const pending = await host.mfa.authenticators.pending(name, ENROLLER)
      assert.ok(pending)
      const device = deviceOf(host, 'Phone', base32Of(pending.secret))
      const confirmed = await host.mfa.authenticators.confirm(
        name,
        begun.id,
        device.code(),
        ENROLLER,
      )
      assert.equal(confirmed.outcome, 'confirmed')
      host.advance(30)
      return device
    }

    /** Up to the page after the host's login page. */
    async function start(browser: Browser, parameters: Record<string, string> = {}): Promise<Page> {
      await startAt(await hostShop(host.issuer), browser, { prompt: 'login', ...parameters })
      const { page } = browser
      assert.equal(page.heading, 'Host: login')
      return browser.submit(new URL(page.url).pathname, { login: name })
    }

    const spared = (page: Page): boolean => page.heading === 'Host: terms'

    it('are offered beside the code, and spared it at the next sign-in', async () => {
      await open(LIFETIME)
      const phone = await enrol()
      const browser = new Browser()
      const asked = await start(browser)
      assert.match(asked.html, /for 7 days/)
      assert.ok(spared(await browser.submit('/code', { code: phone.code(), trust: 'yes' })))
      host.advance(60)
      assert.ok(spared(await start(browser)))
      const demanding = await start(browser, { acr_values: 'urn:step-up:2fa' })
      assert.equal(demanding.heading, 'Enter your code')
      assert.equal(offerOn(demanding), undefined)
      assert.equal((await start(new Browser())).heading, 'Enter your code')
      const [used] = (await host.mfa.trustedBrowsers?.list(name)) ?? []
      assert.equal(used?.lastUsedAt, host.now())
      assert.ok(used.createdAt < host.now())
    })

    it('are the host’s to show and to forget', async () => {
      await open(LIFETIME)
      const phone = await enrol()
      const { trustedBrowsers } = host.mfa
      assert.ok(trustedBrowsers)
      for (const browser of [new Browser(), new Browser()]) {
        await start(browser)
        host.advance(30)
        await browser.submit('/code', { code: phone.code(), trust: 'yes' })
      }
      const [first, second] = await trustedBrowsers.list(name)
      assert.ok(first && second)
      assert.deepEqual(await trustedBrowsers.list('user-2'), [])
      assert.equal(await trustedBrowsers.forget('user-2', first.id), false)
      assert.equal(await trustedBrowsers.forget(name, first.id), true)
      assert.equal(await trustedBrowsers.forgetAll(name), 1)
      assert.deepEqual(await trustedBrowsers.list(name), [])
    })

    it('end with a new password of the host’s, and with any change of devices', async () => {
      await open(LIFETIME)
      const phone = await enrol()
      const browser = new Browser()
      await start(browser)
      await browser.submit('/code', { code: phone.code(), trust: 'yes' })
      passwordSince = dateOf(host.now())
      host.advance(30)
      assert.equal((await start(browser)).heading, 'Enter your code')
      await browser.submit('/code', { code: phone.code(), trust: 'yes' })
      assert.ok(spared(await start(browser)))
      const begun = await host.mfa.authenticators.begin(name, 'Short-lived', ENROLLER)
      assert.ok(begun.outcome === 'begun')
      const [device] = await host.mfa.authenticators.list(name)
      assert.ok(device && (await host.mfa.authenticators.remove(name, device.id)))
      assert.deepEqual(await host.store.trustedBrowsers.list(device.accountId, host.now()), [])
    })

    it('are not offered where the host does not ask for them', async () => {
      await open()
      const phone = await enrol()
      const browser = new Browser()
      assert.equal(offerOn(await start(browser)), undefined)
      assert.ok(spared(await browser.submit('/code', { code: phone.code(), trust: 'yes' })))
      assert.equal((await start(browser)).heading, 'Enter your code')
      assert.equal(host.mfa.trustedBrowsers, undefined)
    })
  })
}
