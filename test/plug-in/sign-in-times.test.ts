import { strict as assert } from 'node:assert'
import type * as client from 'openid-client'
import { Browser } from '../support/browser.ts'
import { hostShop, startAt } from '../support/host-shop.ts'
import { openHostProvider, type HostProvider } from '../support/host-provider.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** A host's login page may say when somebody signed in: its `ts`, in seconds. */
describe('when somebody signed in, as a host’s login page says', () => {
  const folder = temporaryFolder()
  let host: HostProvider
  let configuration: client.Configuration
  let number = 0

  beforeEach(async () => {
    host = await openHostProvider(folder())
    number += 1
    configuration = await hostShop(host.issuer)
  })
  afterEach(() => host.close())

  const seconds = () => Math.floor(host.now() / 1000)

  const start = (browser: Browser, parameters: Record<string, string> = {}) =>
    startAt(configuration, browser, parameters)

  const passHost = (browser: Browser, prompt: string, since?: number) => {
    assert.equal(browser.page.heading, `Host: ${prompt}`)
    const further = since === undefined ? {} : { since: String(since) }
    return browser.submit(new URL(browser.page.url).pathname, {
      login: `user-${number}`,
      ...further,
    })
  }

  for (const age of [61, 120, 500]) {
    it(`is believed: ${age} seconds ago is too long ago for max_age=60`, async () => {
      const browser = new Browser()
      await start(browser, { max_age: '60' })
      const { arrived } = await passHost(browser, 'login', seconds() - age)
      assert.equal(arrived?.get('error'), 'login_required')
      assert.equal(
        arrived.get('error_description'),
        "the person's last sign-in is too long ago for max_age or for the acr that is demanded: send them again with prompt=login",
      )
    })
  }

  for (const parameters of [{ prompt: 'login' }, { max_age: '0' }]) {
    it(`is believed: before the request is no answer to ${JSON.stringify(parameters)}`, async () => {
      const browser = new Browser()
      await start(browser, parameters)
      const { arrived } = await passHost(browser, 'login', seconds() - 5)
      assert.equal(arrived?.get('error'), 'login_required')
    })
  }

  it('is enough within max_age, and is what auth_time says', async () => {
    const browser = new Browser()
    const finish = await start(browser, { max_age: '60' })
    const since = seconds() - 59
    await passHost(browser, 'login', since)
    const claims = await finish(await passHost(browser, 'terms'))
    assert.equal(claims?.['auth_time'], since)
  })

  it('during the request is not asked for again, however long its other pages take', async () => {
    const browser = new Browser()
    const finish = await start(browser, { max_age: '60' })
    host.advance(30)
    const since = seconds() - 10
    await passHost(browser, 'login', since)
    host.advance(300)
    const claims = await finish(await passHost(browser, 'terms'))
    assert.equal(claims?.['auth_time'], since)
  })

  for (const [what, ahead] of [
    ['in milliseconds', () => host.now()],
    ['ahead of the clock', () => seconds() + 31],
    ['that is no number', () => Number.NaN],
    ['before there was any', () => -1],
  ] as const) {
    it(`is refused by name: a ts ${what}`, async () => {
      const browser = new Browser()
      await start(browser)
      const page = await passHost(browser, 'login', ahead())
      assert.equal(page.status, 500)
      assert.equal(page.arrived, undefined)
      const [failure] = host.failures
      assert.match(failure?.message ?? '', /^login\.ts: /)
      // Nor is anything left of it.
      await start(browser)
      assert.equal(browser.page.heading, 'Host: login')
    })
  }

  it('may be ahead by as much as clocks differ', async () => {
    const browser = new Browser()
    const finish = await start(browser)
    await passHost(browser, 'login', seconds() + 30)
    assert.ok(await finish(await passHost(browser, 'terms')))
  })
})
