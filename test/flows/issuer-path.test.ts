import { strict as assert } from 'node:assert'
import * as client from 'openid-client'
import { Browser } from '../support/browser.ts'
import { listenOnLoopback, portOf } from '../support/listener.ts'
import { openMailSink, type MailSink } from '../support/mail-sink.ts'
import { linkIn } from '../support/mailbox.ts'
import { openPathProxy, type PathProxy } from '../support/path-proxy.ts'
import { Person } from '../support/person.ts'
import { essentialAcr, relyingParty } from '../support/relying-party.ts'
import { scrape } from '../support/scraped.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { clientsWith, openTestServer, type TestServer } from '../support/test-server.ts'
import { OFFLINE, answer, signIn, silently } from '../support/visit.ts'

const TWO_FACTORS = 'urn:step-up:2fa'
const PATH = '/login/sso'

const television = {
  client_id: 'tv',
  client_secret: keepSecret('a-secret-of-the-television'),
  redirect_uris: [],
  response_types: [],
  grant_types: ['urn:ietf:params:oauth:grant-type:device_code'],
  first_party: true,
}

for (const basePath of ['kept', 'stripped'] as const) {
  describe(`an issuer with a path, which its proxy has ${basePath}`, () => {
    let proxy: PathProxy
    let sink: MailSink
    let server: TestServer
    before(async () => {
      proxy = await openPathProxy(PATH, basePath === 'stripped')
      sink = await openMailSink()
      const listener = await listenOnLoopback()
      proxy.leadTo(portOf(listener))
      server = await openTestServer(
        {
          issuer: proxy.issuer,
          basePath,
          mail: { url: sink.url, from: 'sign-in@service.example' },
          clients: [...clientsWith({}), television],
          trustProxy: ['127.0.0.1'],
          secondFactorWhenEnrolled: false,
          metrics: { host: '127.0.0.1', port: 0 },
        },
        { listener },
      )
    })
    after(async () => {
      await server.close()
      await sink.stop()
      await proxy.close()
    })

    /** All that was seen on the way led below the path, and every cookie belongs there. */
    afterEach(() => {
      const astray = [...proxy.ways].filter((way) => way !== PATH && !way.startsWith(`${PATH}/`))
      assert.deepEqual(astray, [], 'addresses')
      const wide = [...proxy.cookies].filter(([, path]) => `${path}/`.indexOf(`${PATH}/`) !== 0)
      assert.deepEqual(wide, [], 'cookies')
      assert.deepEqual(proxy.strayed, [])
    })

    it('is discovered at its address, by OpenID Connect and by RFC 8414', async () => {
      const addresses = [
        `${proxy.issuer}/.well-known/openid-configuration`,
        `${proxy.issuer}/.well-known/oauth-authorization-server`,
        `${proxy.origin}/.well-known/oauth-authorization-server${PATH}`,
        `${proxy.origin}/.well-known/openid-configuration${PATH}`,
      ]
      for (const address of addresses) {
        const response = await fetch(address)
        assert.equal(response.status, 200, address)
        const metadata = (await response.json()) as Record<string, unknown>
        assert.equal(metadata['issuer'], proxy.issuer)
        const endpoints = Object.entries(metadata).filter(([name]) => /_(endpoint|uri)$/.test(name))
        assert.ok(endpoints.length >= 7)
        for (const [name, endpoint] of endpoints) {
          assert.ok(String(endpoint).startsWith(`${proxy.issuer}/`), `${name}: ${String(endpoint)}`)
        }
      }
      for (const lasting of ['/jwks', '/.well-known/openid-configuration']) {
        const { status, headers } = await fetch(proxy.issuer + lasting)
        assert.equal(status, 200)
        assert.match(headers.get('Cache-Control') ?? '', /^public, max-age=\d+$/, lasting)
      }
    })

    it('signs in, steps up, adds devices, answers tokens and signs out', async () => {
      const shop = await relyingParty(server)
      const anna = await Person.of(server)
      const tokens = await signIn(anna, shop, OFFLINE)
      const { claims, accessToken, refreshToken = '' } = tokens
      const info = await client.fetchUserInfo(shop.configuration, accessToken, claims.sub)
      assert.equal(info.sub, claims.sub)
      const looked = await client.tokenIntrospection(shop.configuration, accessToken)
      assert.equal(looked.active, true)
      assert.ok((await client.refreshTokenGrant(shop.configuration, refreshToken)).access_token)

      const phone = await anna.addDevice('Phone')
      const raised = await signIn(anna, shop, essentialAcr(TWO_FACTORS), phone)
      assert.equal(raised.claims.acr, TWO_FACTORS)
      assert.equal(await silently(anna, shop), undefined)
      await anna.addDevice('Tablet', phone)
      const pages = ['', '/activity', '/sessions', '/applications', '/password', '/language']
      for (const page of [...pages, '/browsers', '/recovery-codes']) {
        const { status } = await anna.openAccount(`/account${page}`)
        assert.equal(status, 200, page)
      }
      await anna.browser.open(`${proxy.issuer}/sign-out`)
      const out = await anna.browser.submit('/session/end/confirm', { logout: 'yes' })
      assert.equal(out.status, 200)
      assert.equal(await silently(anna, shop), 'login_required')
    })

    it('enrols on the way to an application, and keeps the pages apart from the neighbours', async () => {
      const bank = await relyingParty(server, 'bank')
      const bert = await Person.of(server)
      const request = await bank.start()
      await bert.browser.open(request.url)
      await bert.givePassword()
      const { arrived } = await bert.enrolHere('Phone')
      assert.equal((await request.finish(arrived)).claims.acr, TWO_FACTORS)
      assert.equal(bert.browser.jar.getCookieStringSync(`${proxy.origin}/`), '')
      assert.equal(bert.browser.jar.getCookieStringSync(`${proxy.origin}${PATH}x/`), '')
    })

    it('asks for consent, and cancels', async () => {
      const forum = await relyingParty(server, 'forum')
      const carla = await Person.of(server)
      const cancelled = await forum.start()
      await carla.browser.open(cancelled.url)
      await carla.givePassword()
      const declined = await answer(carla, carla.browser.page, undefined, 'decline')
      assert.equal(declined.arrived?.get('error'), 'access_denied')
      assert.equal((await signIn(carla, forum)).claims.acr, 'urn:step-up:1fa')
    })

    it('takes pushed requests, and proofs of possession made for its own addresses', async () => {
      const shop = await relyingParty(server)
      const dora = await Person.of(server)
      const pushed = await shop.push(OFFLINE)
      await dora.browser.open(pushed.url)
      const { arrived } = await answer(dora, dora.browser.page)
      const { refreshToken = '', claims } = await pushed.finish(arrived)
      const pair = await client.randomDPoPKeyPair('ES256')
      const DPoP = client.getDPoPHandle(shop.configuration, pair)
      const bound = await client.refreshTokenGrant(shop.configuration, refreshToken, {}, { DPoP })
      assert.equal(bound.token_type, 'dpop')
      const token = keepSecret(bound.access_token)
      const options = { DPoP }
      const info = await client.fetchUserInfo(shop.configuration, token, claims.sub, options)
      assert.equal(info.sub, claims.sub)
    })

    it('leads by mail to a new password and to the account', async () => {
      const erna = await Person.of(server)
      const { login } = erna.account
      const browser = new Browser()
      await browser.open(`${proxy.issuer}/password/forgot`)
      await browser.submit('/password/forgot', { login })
      const [mail = {}] = await sink.taken(1, login)
      const link = linkIn(mail)
      assert.ok(link.startsWith(`${proxy.issuer}/password/reset/`), 'the link')
      await browser.open(link)
      assert.equal(browser.page.url, `${proxy.issuer}/password/reset`)
      const next = keepSecret('an orchard of green apples')
      await browser.submit('/password/reset', { new_password: next })
      assert.equal(browser.page.url, `${proxy.issuer}/password/reset`)
      assert.equal(browser.page.status, 200)
      const [, notice] = await sink.taken(2, login)
      const links = [...(notice?.text ?? '').matchAll(/https?:\S+/g)].map(([url]) => url)
      const ways = ['/account/not-me', '/password/forgot', '/account']
      assert.deepEqual(
        links,
        ways.map((way) => proxy.issuer + way),
      )
    })

    it('shows its first page, and serves what pages load', async () => {
      const browser = new Browser()
      for (const address of [proxy.issuer, `${proxy.issuer}/`]) {
        const page = await browser.open(address)
        assert.equal(page.status, 200, address)
      }
      const loaded = [...proxy.ways].filter((way) => way.startsWith(`${PATH}/assets/`))
      assert.ok(loaded.length >= 3)
      for (const way of loaded) assert.equal((await fetch(proxy.origin + way)).status, 200, way)
      const missing = await browser.open(`${proxy.issuer}/nothing`)
      assert.equal(missing.status, 404)
      assert.match(missing.html, /<link rel="stylesheet"/)
    })

    it('tells at the root of the listener whether it is well', async () => {
      for (const probe of ['/healthz', '/readyz']) {
        assert.equal((await fetch(server.url + probe)).status, 200, probe)
      }
    })

    it('counts requests by what they asked for', async () => {
      await new Browser().open(`${proxy.issuer}/account`)
      const { sum } = await scrape(server.metricsUrl)
      for (const route of ['landing', 'assets', 'interaction', 'account', 'password', 'token']) {
        assert.ok(sum('oidc_step_up_http_requests_total', { route }), route)
      }
    })

    it('lets a television in', async () => {
      const party = await client.discovery(
        new URL(proxy.issuer),
        television.client_id,
        {},
        client.ClientSecretBasic(television.client_secret),
        { execute: [client.allowInsecureRequests] },
      )
      const asked = await client.initiateDeviceAuthorization(party, { scope: 'openid' })
      keepSecret(asked.device_code)
      assert.equal(asked.verification_uri, `${proxy.issuer}/device`)
      const fred = await Person.of(server)
      await fred.browser.open(asked.verification_uri)
      await fred.browser.submit('/device', { user_code: asked.user_code })
      await fred.browser.submit('/device')
      assert.equal((await fred.givePassword()).heading, 'Connected')
    })
  })
}

describe('an issuer with a path and TLS', () => {
  let server: TestServer
  before(async () => {
    server = await openTestServer({ issuer: 'https://localhost:9/sso' })
  })
  after(() => server.close())

  it('answers nothing that is not below its path', async () => {
    for (const path of [
      '/',
      '/account',
      '/.well-known/openid-configuration',
      '/ssox',
      '/SSO/account',
    ]) {
      assert.equal((await fetch(server.url + path, { redirect: 'manual' })).status, 404, path)
    }
  })

  it('gives cookies its path, and keeps plain connections out', async () => {
    const response = await fetch(`${server.url}/sso/password/forgot`)
    const [cookie = ''] = response.headers.getSetCookie()
    assert.match(cookie, /^__Secure-step_up_form=/)
    assert.match(cookie, /; path=\/sso; .*secure/i)
    const account = await fetch(`${server.url}/sso/account`, { redirect: 'manual' })
    const sent = new URL(account.headers.get('Location') ?? '')
    const begun = await fetch(server.url + sent.pathname + sent.search, { redirect: 'manual' })
    const names = begun.headers.getSetCookie().map((one) => /^[^=]+/.exec(one)?.[0])
    assert.ok(names.includes('__Secure-interaction'))
    assert.ok(begun.headers.getSetCookie().every((one) => /; path=\/sso[/;]/i.test(one)))
  })
})
