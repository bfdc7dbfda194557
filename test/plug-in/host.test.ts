import { strict as assert } from 'node:assert'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type * as client from 'openid-client'
import { base32Of } from '../../src/methods/totp/index.ts'
import { Browser } from '../support/browser.ts'
import type { HostShape } from '../support/host-app.ts'
import { hostShop, startAt } from '../support/host-shop.ts'
import { openHostProvider, type HostProvider } from '../support/host-provider.ts'
import { codesOn, deviceOf, keyOn, type Device } from '../support/person.ts'
import { ENROLLER } from '../support/enroller.ts'

let number = 0

const SHAPES: Readonly<Record<string, HostShape>> = {
  'in Koa': { framework: 'Koa' },
  'in Koa, mounted': { framework: 'Koa', prefix: '/oidc' },
  'in Koa, all below one prefix': { framework: 'Koa', prefix: '/oidc', path: '/oidc/step-up' },
  'in Koa, behind a body parser': { framework: 'Koa', parsesBodies: true },
  'in Express': { framework: 'Express' },
  'in Express, mounted': { framework: 'Express', prefix: '/oidc' },
  'in Express, all below one mount path': {
    framework: 'Express',
    prefix: '/oidc',
    path: '/oidc/step-up',
    pagesBelow: '/oidc',
  },
  'in Express, behind a body parser': { framework: 'Express', parsesBodies: true },
  'on plain node:http': { framework: 'node:http' },
}

for (const [shapeName, shape] of Object.entries(SHAPES)) {
  describe(`a provider with pages and a policy of its own, ${shapeName}`, () => {
    let folder: string
    let host: HostProvider
    let configuration: client.Configuration
    let name: string

    before(async () => {
      folder = mkdtempSync(join(tmpdir(), 'oidc-step-up-'))
      host = await openHostProvider(folder, shape)
      configuration = await hostShop(host.issuer)
    })
    after(async () => {
      await host.close()
      rmSync(folder, { recursive: true, force: true })
    })
    beforeEach(() => {
      name = `user-${(number += 1)}`
    })

    const start = (browser: Browser, parameters: Record<string, string> = {}) =>
      startAt(configuration, browser, parameters)

    /** The host's own pages, one form each. */
    const passHost = (browser: Browser, prompt: string, further: Record<string, string> = {}) => {
      assert.equal(browser.page.heading, `Host: ${prompt}`)
      const uid = new URL(browser.page.url).pathname
      return browser.submit(uid, { login: name, ...further })
    }

    const enrol = async (): Promise<Device> => {
      const begun = await host.mfa.authenticators.begin(name, 'Phone', ENROLLER)
      if (begun.outcome !== 'begun') throw new Error(begun.outcome)
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

    it('signs in as before where no second factor is due, and says so', async () => {
      const browser = new Browser()
      const finish = await start(browser)
      await passHost(browser, 'login')
      const claims = await finish(await passHost(browser, 'terms'))
      assert.equal(claims?.sub, name)
      assert.equal(claims['acr'], 'urn:step-up:1fa')
      assert.deepEqual(claims['amr'], ['pwd'])
    })

    it('asks for a code between the login page and the host’s further prompts', async () => {
      const device = await enrol()
      const browser = new Browser()
      const finish = await start(browser)
      await passHost(browser, 'login')
      await browser.submit('/code', { code: device.code() })
      const claims = await finish(await passHost(browser, 'terms'))
      assert.equal(claims?.['acr'], 'urn:step-up:2fa')
      assert.deepEqual(claims['amr'], ['pwd', 'otp', 'mfa'])
    })

    it('enrols where the request demands a second factor and there is none', async () => {
      const browser = new Browser()
      const acr = { essential: true, value: 'urn:step-up:2fa' }
      const finish = await start(browser, { claims: JSON.stringify({ id_token: { acr } }) })
      await passHost(browser, 'login')
      const page = await browser.submit('/device', { name: 'Phone' })
      const device = deviceOf(host, 'Phone', keyOn(page))
      const codes = codesOn(await browser.submit('/device/code', { code: device.code() }))
      assert.equal(codes.length, 10)
      await browser.submit('/continue')
      const claims = await finish(await passHost(browser, 'terms'))
      assert.equal(claims?.['acr'], 'urn:step-up:2fa')
      const shown = await host.mfa.recoveryCodes?.show(name)
      assert.deepEqual(
        shown?.codes.map(({ code }) => code.reveal()),
        codes,
      )
    })

    /** At the page for a recovery code, after the host's login page. */
    const toRecovery = async (browser: Browser) => {
      const finish = await start(browser)
      const page = await passHost(browser, 'login')
      const [, link = ''] = /href="([^"]*\/recovery)"/.exec(page.html) ?? []
      await browser.open(new URL(link, page.url).href)
      return finish
    }

    it('takes a recovery code in the place of a device’s, and a new device after it', async () => {
      await enrol()
      const issued = await host.mfa.recoveryCodes?.issue(name)
      const [first = '', second = ''] = (issued?.codes ?? []).map(({ code }) => code.reveal())
      let browser = new Browser()
      let finish = await toRecovery(browser)
      const told = await browser.submit('/recovery', { recovery_code: first })
      assert.match(told.html, /You have 9 recovery codes left/)
      await browser.submit('/continue')
      const claims = await finish(await passHost(browser, 'terms'))
      assert.equal(claims?.['acr'], 'urn:step-up:2fa')
      assert.deepEqual(claims['amr'], ['pwd', 'otp', 'mfa'])

      browser = new Browser()
      finish = await toRecovery(browser)
      const { url } = await browser.submit('/recovery', { recovery_code: second })
      await browser.open(`${url}/new-device`)
      const page = await browser.submit('/device', { name: 'New phone' })
      const device = deviceOf(host, 'New phone', keyOn(page))
      await browser.submit('/device/code', { code: device.code() })
      await finish(await passHost(browser, 'terms'))
      assert.equal((await host.mfa.authenticators.confirmed(name)).length, 2)
      assert.deepEqual(
        host.events.flatMap((event) =>
          event.type === 'recovery_code' && event.accountId === name ? [event.outcome] : [],
        ),
        ['accepted', 'accepted'],
      )
    })

    it('leaves what is none of its pages to the host', async () => {
      const response = await fetch(new URL('/step-up/a/page/of/the/host', host.issuer))
      assert.equal(response.status, 200)
      assert.equal(await response.text(), 'Host: a page')
    })

    it('takes no password: the host’s page is the one place to guess it', async () => {
      await enrol()
      const browser = new Browser()
      await start(browser)
      const { url } = await passHost(browser, 'login')
      const { csrf = '' } = browser.form('/code').fields
      const page = await browser.post(`${url}/password`, { csrf, login: name, password: 'guess' })
      assert.equal(page.status, 404)
    })

    it('serves its stylesheet beside its pages', async () => {
      await enrol()
      const browser = new Browser()
      await start(browser)
      const page = await passHost(browser, 'login')
      const href = /href="([^"]+\.css[^"]*)"/.exec(page.html)?.[1] ?? ''
      const response = await fetch(new URL(href, page.url))
      assert.equal(response.status, 200)
      assert.match(response.headers.get('Content-Type') ?? '', /^text\/css/)
      assert.match(await response.text(), /\{/)
    })

    // What comes of no framework and no path is shown in one of them.
    if (shapeName === 'in Koa') {
      it('says that few recovery codes are left, without a way to pages that the host may not have', async () => {
        const device = await enrol()
        const issued = await host.mfa.recoveryCodes?.issue(name)
        for (const { code } of issued?.codes.slice(0, 8) ?? []) {
          await host.mfa.recoveryCodes?.verify(name, code.reveal())
        }
        const browser = new Browser()
        const finish = await start(browser)
        await passHost(browser, 'login')
        const told = await browser.submit('/code', { code: device.code() })
        assert.match(told.html, /You have 2 recovery codes left/)
        assert.doesNotMatch(told.html, /recovery-codes"/)
        await browser.submit('/continue')
        assert.ok(await finish(await passHost(browser, 'terms')))
      })

      it('forgets the recovery codes with all devices, and lets in as before', async () => {
        await enrol()
        await host.mfa.recoveryCodes?.issue(name)
        assert.equal(await host.mfa.authenticators.removeAll(name), 1)
        assert.equal(await host.mfa.recoveryCodes?.find(name), undefined)
        const browser = new Browser()
        const finish = await start(browser)
        await passHost(browser, 'login')
        const claims = await finish(await passHost(browser, 'terms'))
        assert.equal(claims?.['acr'], 'urn:step-up:1fa')
      })

      it('takes the host’s login page again where the password has become too old', async () => {
        const device = await enrol()
        const browser = new Browser()
        let finish = await start(browser)
        await passHost(browser, 'login')
        await browser.submit('/code', { code: device.code() })
        await finish(await passHost(browser, 'terms'))
        host.advance(60)
        finish = await start(browser, { prompt: 'login' })
        await passHost(browser, 'login')
        await browser.submit('/code', { code: device.code() })
        const claims = await finish(await passHost(browser, 'terms'))
        assert.equal(claims?.['auth_time'], host.now() / 1000)
      })

      it('does not send anybody round and round whom the host lets in by an old sign-in', async () => {
        const browser = new Browser()
        await start(browser, { max_age: '300' })
        const since = String(host.now() / 1000 - 3600)
        const { arrived } = await passHost(browser, 'login', { since })
        assert.equal(arrived?.get('error'), 'login_required')
      })
    }

    // The last one, because the others share the store.
    it('lets the host answer when the store is out', async () => {
      await enrol()
      const browser = new Browser()
      await start(browser)
      const { url } = await passHost(browser, 'login')
      host.store.close()
      const page = await browser.open(url)
      assert.equal(page.status, 503)
      assert.equal(page.html, 'Host: store_unavailable')
      // The provider's own endpoints say the same.
      await start(browser)
      assert.equal(browser.page.status, 503)
    })
  })
}
