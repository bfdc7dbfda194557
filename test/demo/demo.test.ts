import { expect } from 'chai'
import type { Server } from 'node:http'
import {
  demoClientMetadata,
  openDemoRelyingParty,
  type DemoRelyingParty,
} from '../../src/demo/index.ts'
import { plusSeconds, systemClock } from '../../src/kernel/instant.ts'
import {
  CODE,
  ONE_FACTOR,
  PASSWORD,
  TWO_FACTORS,
  listen,
  serveBareProvider,
  type BareProvider,
} from './bare-provider.ts'
import { Visitor, type Page } from './visitor.ts'

const CLIENT = { clientId: 'demo', clientSecret: 'a secret of the tests alone' }

const problemOn = (page: Page) => /data-problem="([^"]*)"/.exec(page.html)?.[1]
const isCallback = (url: URL) => url.pathname === '/callback'

describe('the demo relying party', () => {
  let server: Server
  let demo: DemoRelyingParty
  let provider: BareProvider
  let visitor: Visitor
  /** Seconds that the demo's clock is ahead. */
  let ahead = 0

  before(async () => {
    const listening = await listen()
    ;({ server } = listening)
    demo = await openDemoRelyingParty({
      ...CLIENT,
      issuer: listening.issuer,
      port: 0,
      secondFactorAcr: TWO_FACTORS,
      productName: 'the bare provider',
      clock: () => plusSeconds(systemClock(), ahead),
    })
    const client = demoClientMetadata({ ...CLIENT, port: Number(new URL(demo.url).port) })
    provider = await serveBareProvider(server, listening.issuer, client)
  })

  after(async () => {
    await demo.close()
    server.closeAllConnections()
    server.close()
  })

  beforeEach(() => {
    visitor = new Visitor()
    provider.answer = PASSWORD
    delete provider.tokenAcr
    provider.requests.length = 0
    ahead = 0
  })

  const home = () => visitor.get(`${demo.url}/`)
  const signIn = async () => visitor.submit(await home(), '/sign-in')

  it('signs in by the code flow with PKCE, state and nonce', async () => {
    const page = await signIn()
    expect(page.url.href).to.equal(`${demo.url}/`)
    expect(page.html).to.include('You are signed in').and.include('Not two factors')
    const [request] = provider.requests
    expect(request?.get('response_type')).to.equal('code')
    expect(request?.get('code_challenge_method')).to.equal('S256')
    expect(request?.get('state')).to.be.a('string')
    expect(request?.get('nonce')).to.be.a('string')
    expect(request?.has('claims')).to.equal(false)
  })

  it('signs nobody out for what is not a logout token of the provider', async () => {
    const page = await signIn()
    const idToken = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.'
    for (const fields of [
      {},
      { logout_token: '' },
      { logout_token: 'x' },
      { logout_token: idToken },
    ]) {
      const body = new URLSearchParams(fields)
      const answer = await fetch(`${demo.url}/back-channel/logout`, { method: 'POST', body })
      expect(answer.status).to.equal(400)
      expect(answer.headers.get('Cache-Control')).to.equal('no-store')
    }
    expect((await visitor.get(page.url.href)).html).to.include('You are signed in')
  })

  it('shows sub, acr, amr and auth_time in words and as they came', async () => {
    provider.answer = { ...CODE, age: 7200 }
    await signIn()
    const { html } = await visitor.get(`${demo.url}/claims`)
    expect(html).to.include('ada').and.include(TWO_FACTORS)
    expect(html).to.match(/<code[^>]*>otp<\/code> one-time code/)
    expect(html).to.match(/<code[^>]*>\d{10}<\/code>/)
    expect(html).to.include('2 hours ago').and.include('UTC')
    expect(html).to.include('&#34;auth_time&#34;: ')
  })

  it('asks for two factors by an essential acr claim', async () => {
    provider.answer = CODE
    const page = await visitor.submit(await home(), '/sign-in/two-factors')
    expect(page.html).to.include('You are signed in').and.include('>Two factors<')
    const claims: unknown = JSON.parse(provider.requests[0]?.get('claims') ?? '')
    expect(claims).to.deep.equal({ id_token: { acr: { essential: true, values: [TWO_FACTORS] } } })
  })

  it('refuses a sign-in whose acr is not the one it asked for, and says so', async () => {
    const page = await visitor.submit(await home(), '/sign-in/two-factors')
    expect(page.status).to.equal(403)
    expect(problemOn(page)).to.equal('acr_other')
    expect(page.html).to.include(ONE_FACTOR).and.include(TWO_FACTORS)
    expect((await home()).html).to.include('Hello, stranger')
  })

  it('does what was chosen before the step-up, after it', async () => {
    const page = await signIn()
    provider.answer = CODE
    const done = await visitor.submit(page, '/dangerous', { action: 'airlock' })
    expect(done.url.pathname).to.equal('/done')
    expect(done.html).to.include('opened the airlock')
    expect(provider.requests.at(-1)?.get('max_age')).to.equal('300')
  })

  it('does nothing dangerous on a proof older than five minutes', async () => {
    const page = await signIn()
    provider.answer = { ...CODE, age: 310 }
    const refused = await visitor.submit(page, '/dangerous', { action: 'airlock' })
    expect(refused.status).to.equal(403)
    expect(problemOn(refused)).to.equal('auth_time_old')
    expect((await visitor.get(`${demo.url}/done`)).url.pathname).to.equal('/')
  })

  it('does nothing dangerous without the second factor, and one click is one attempt', async () => {
    const page = await signIn()
    const refused = await visitor.submit(page, '/dangerous', { action: 'photos' })
    expect(problemOn(refused)).to.equal('acr_other')
    expect(provider.requests).to.have.length(2)
    provider.answer = CODE
    const done = await visitor.submit(refused, '/dangerous')
    expect(done.html).to.include('deleted every photo')
  })

  it('does nothing dangerous for another account than the one signed in', async () => {
    const page = await signIn()
    await visitor.forget('_session')
    provider.answer = { ...CODE, accountId: 'mallory' }
    const refused = await visitor.submit(page, '/dangerous', { action: 'transfer' })
    expect(problemOn(refused)).to.equal('account_other')
    expect((await home()).html)
      .to.include('ada')
      .and.not.include('mallory')
  })

  it('does it at once when the token at hand is good enough', async () => {
    provider.answer = CODE
    const page = await signIn()
    const done = await visitor.submit(page, '/dangerous', { action: 'airlock' })
    expect(done.html).to.include('opened the airlock')
    expect(provider.requests).to.have.length(1)
  })

  it('signs a stranger in, learns from the API what is missing, and does it', async () => {
    const page = await visitor.submit(await home(), '/dangerous', { action: 'photos' }, isCallback)
    provider.answer = CODE
    const done = await visitor.get(page.url)
    expect(done.html).to.include('deleted every photo')
    expect(provider.requests.map((request) => request.has('claims'))).to.deep.equal([false, true])
  })

  it('stops where the API asks for more than its step-up gave', async () => {
    const page = await signIn()
    provider.answer = CODE
    provider.tokenAcr = ONE_FACTOR
    const refused = await visitor.submit(page, '/dangerous', { action: 'airlock' })
    expect(problemOn(refused)).to.equal('challenged_again')
    expect(provider.requests).to.have.length(2)
  })

  it('has an API that challenges a valid token only, and does nothing without one', async () => {
    const call = (headers: Record<string, string>) =>
      fetch(`${demo.url}/api/deeds/airlock`, { method: 'POST', headers })
    const stranger = await call({})
    expect(stranger.status).to.equal(401)
    expect(stranger.headers.get('www-authenticate')).match(/^Bearer realm="[^"]+\/api"$/)
    const forged = await call({ Authorization: 'Bearer made-up' })
    expect(forged.status).to.equal(401)
    expect(forged.headers.get('www-authenticate')).to.include('error="invalid_token"')
  })

  it('does nothing that is not on offer', async () => {
    const refused = await visitor.submit(await home(), '/dangerous', { action: 'toString' })
    expect(problemOn(refused)).to.equal('action_unknown')
    expect(provider.requests).to.have.length(0)
  })

  for (const [error, code] of [
    ['access_denied', 'declined'],
    ['unmet_authentication_requirements', 'requirements_unmet'],
    ['login_required', 'login_required'],
    ['temporarily_unavailable', 'provider_error'],
  ] as const) {
    it(`says what ${error} means, and stays signed in as before`, async () => {
      const page = await signIn()
      provider.answer = { ...CODE, error }
      const refused = await visitor.submit(page, '/dangerous', { action: 'airlock' })
      expect(problemOn(refused)).to.equal(code)
      expect(refused.html).to.include('Try again').and.include('Back to the start')
      expect((await home()).html).to.include('You are signed in')
    })
  }

  it('keeps the wishes of two tabs apart', async () => {
    const page = await signIn()
    provider.answer = CODE
    const first = await visitor.submit(page, '/dangerous', { action: 'airlock' }, isCallback)
    const second = await visitor.submit(page, '/dangerous', { action: 'photos' }, isCallback)
    expect((await visitor.get(first.url)).html).to.include('Done: opened the airlock')
    expect((await visitor.get(second.url)).html).to.include('Done: deleted every photo')
  })

  it('refuses an answer that another browser asked for', async () => {
    const mallory = new Visitor()
    const page = await mallory.get(`${demo.url}/`)
    const answer = await mallory.submit(page, '/sign-in', {}, isCallback)
    await home()
    const refused = await visitor.get(answer.url)
    expect(refused.status).to.equal(400)
    expect(problemOn(refused)).to.equal('state_unknown')
    expect((await home()).html).to.include('Hello, stranger')
  })

  it('refuses an answer under the state of another of its own round trips', async () => {
    const page = await home()
    const first = await visitor.submit(page, '/sign-in', {}, isCallback)
    const second = await visitor.submit(page, '/sign-in', {}, isCallback)
    first.url.searchParams.set('state', second.url.searchParams.get('state') ?? '')
    expect(problemOn(await visitor.get(first.url))).to.equal('answer_invalid')
  })

  it('uses an answer once', async () => {
    const answer = await visitor.submit(await home(), '/sign-in', {}, isCallback)
    expect((await visitor.get(answer.url)).html).to.include('You are signed in')
    expect(problemOn(await visitor.get(answer.url))).to.equal('state_unknown')
  })

  it('refuses an answer that comes more than ten minutes later', async () => {
    const answer = await visitor.submit(await home(), '/sign-in', {}, isCallback)
    ahead = 601
    expect(problemOn(await visitor.get(answer.url))).to.equal('transaction_expired')
  })

  it('signs out here and at the provider', async () => {
    const page = await signIn()
    const asked = await visitor.submit(page, '/sign-out')
    expect(asked.url.pathname).to.equal('/session/end')
    expect(asked.url.searchParams.get('id_token_hint')).to.be.a('string')
    const xsrf = /name="xsrf" value="([^"]*)"/.exec(asked.html)?.[1] ?? ''
    const confirm = `<form method="post" action="/session/end/confirm">
      <input type="hidden" name="xsrf" value="${xsrf}"></form>`
    const out = await visitor.submit({ ...asked, html: confirm }, '/session/end/confirm', {
      logout: 'yes',
    })
    expect(out.url.origin + out.url.pathname).to.equal(`${demo.url}/signed-out`)
    expect(out.html).to.include('You have also been to the bare provider')
    expect((await home()).html).to.include('Hello, stranger')
  })

  it('does not let an answer that comes after the sign-out undo it', async () => {
    const page = await signIn()
    const answer = await visitor.submit(page, '/sign-in/two-factors', {}, isCallback)
    await visitor.submit(page, '/sign-out')
    expect(problemOn(await visitor.get(answer.url))).to.equal('state_unknown')
    expect((await home()).html).to.include('Hello, stranger')
  })

  it('refuses a form without the token of its session', async () => {
    const page = await signIn()
    const refused = await visitor.submit(page, '/sign-out', { csrf: 'made-up' })
    expect(refused.status).to.equal(403)
    expect(problemOn(refused)).to.equal('form_outdated')
    expect((await home()).html).to.include('You are signed in')
  })

  it('gives a new session id at sign-in, in a cookie that scripts cannot read', async () => {
    await home()
    const [before] = await visitor.jar.getCookies(demo.url)
    await signIn()
    const after = (await visitor.jar.getCookies(demo.url)).find(({ key }) => key === 'demo_rp')
    expect(before).to.include({ key: 'demo_rp', httpOnly: true, sameSite: 'lax' })
    expect(after?.value).to.be.a('string').and.not.equal(before?.value)
  })

  it('allows no script and no frame, and keeps its pages out of caches', async () => {
    const { headers, html } = await home()
    const policy = headers.get('content-security-policy')
    expect(policy).to.include("default-src 'none'").and.include("frame-ancestors 'none'")
    expect(headers.get('cache-control')).to.equal('no-store')
    expect(html).to.not.match(/<script|<style| style=| on[a-z]+=/)
  })
})

describe('the demo relying party and a provider that is not there', () => {
  it('says so, and signs in once it is', async () => {
    const { server, issuer } = await listen()
    server.close()
    const port = Number(new URL(issuer).port)
    const demo = await openDemoRelyingParty({
      issuer,
      port: 0,
      clientId: 'public',
      secondFactorAcr: TWO_FACTORS,
    })
    const visitor = new Visitor()
    try {
      const refused = await visitor.submit(await visitor.get(demo.url), '/sign-in')
      expect(refused.status).to.equal(503)
      expect(refused.html).to.include('The provider does not answer').and.include('ECONNREFUSED')

      server.listen(port, 'localhost')
      const client = demoClientMetadata({
        clientId: 'public',
        port: Number(new URL(demo.url).port),
      })
      await serveBareProvider(server, issuer, client)
      const page = await visitor.submit(refused, '/sign-in')
      expect(page.html).to.include('You are signed in')
    } finally {
      await demo.close()
      server.closeAllConnections()
      server.close()
    }
  })

  it('refuses to start with an issuer in the clear on another machine', async () => {
    for (const issuer of ['http://op.example', 'ftp://localhost', 'nonsense']) {
      const opened = openDemoRelyingParty({ issuer, port: 0, clientId: 'x', secondFactorAcr: 'y' })
      const error: unknown = await opened.then(
        () => undefined,
        (reason: unknown) => reason,
      )
      expect(error).to.include({ code: 'configuration_invalid', path: 'issuer' })
    }
  })
})
