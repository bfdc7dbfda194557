import { strict as assert } from 'node:assert'
import * as client from 'openid-client'
import { base32Of } from '../../src/authenticators/index.ts'
import { Browser, type Page } from '../support/browser.ts'
import type { HostShape } from '../support/host-app.ts'
import { openHostProvider, type HostProvider } from '../support/host-provider.ts'
import { deviceOf, keyOn, type Device } from '../support/person.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { CALLBACK } from '../support/test-server.ts'

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
    const folder = temporaryFolder()
    let host: HostProvider
    let configuration: client.Configuration
    let name: string

    beforeEach(async () => {
      host = await openHostProvider(folder(), shape)
      name = `user-${(number += 1)}`
      configuration = await client.discovery(
        new URL(host.issuer),
        'shop',
        { id_token_signed_response_alg: 'ES256' },
        client.ClientSecretBasic('the secret of the shop at the host'),
        { execute: [client.allowInsecureRequests] },
      )
    })
    afterEach(() => host.close())

    const start = async (browser: Browser, parameters: Record<string, string> = {}) => {
      const verifier = client.randomPKCECodeVerifier()
      await browser.open(
        client.buildAuthorizationUrl(configuration, {
          redirect_uri: CALLBACK,
          scope: 'openid',
          code_challenge: await client.calculatePKCECodeChallenge(verifier),
          code_challenge_method: 'S256',
          ...parameters,
        }).href,
      )
      return async ({ arrived }: Page) => {
        const tokens = await client.authorizationCodeGrant(
          configuration,
          new URL(`${CALLBACK}?${String(arrived)}`),
          { pkceCodeVerifier: verifier, idTokenExpected: true },
        )
        return tokens.claims()
      }
    }

    /** The host's own pages, one form each. */
    const passHost = (browser: Browser, prompt: string, further: Record<string, string> = {}) => {
      assert.equal(browser.page.heading, `Host: ${prompt}`)
      const uid = new URL(browser.page.url).pathname
      return browser.submit(uid, { login: name, ...further })
    }

    const enrol = async (): Promise<Device> => {
      const begun = await host.mfa.authenticators.begin(name, 'Phone')
      if (begun.outcome !== 'begun') throw new Error(begun.outcome)
      const pending = await host.mfa.authenticators.pending(name, begun.id)
      assert.ok(pending)
      const device = deviceOf(host, 'Phone', base32Of(pending.secret))
      const confirmed = await host.mfa.authenticators.confirm(name, begun.id, device.code())
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
      await browser.submit('/device/code', { code: device.code() })
      const claims = await finish(await passHost(browser, 'terms'))
      assert.equal(claims?.['acr'], 'urn:step-up:2fa')
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
  })
}
