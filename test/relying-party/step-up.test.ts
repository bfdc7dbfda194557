import { strict as assert } from 'node:assert'
import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import Koa from 'koa'
import { SignJWT, exportJWK, generateKeyPair } from 'jose'
import {
  ClientSecretBasic,
  Configuration,
  allowInsecureRequests,
  discovery,
  enableNonRepudiationChecks,
} from 'openid-client'
import {
  createResourceServer,
  requireStepUpInKoa,
  type AccessToken,
} from '../../src/kits/resource-server/index.ts'
import {
  createMemoryPendingStore,
  createStepUp,
  stepUpRequest,
  type ResumeOutcome,
  type StepUp,
} from '../../src/kits/relying-party/index.ts'
import { Person, type Device } from '../support/person.ts'
import { REFUSING_PORT } from '../support/refusing-port.ts'
import { relyingParty, type RelyingParty, type Tokens } from '../support/relying-party.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { CALLBACK, secretOf, testServer } from '../support/test-server.ts'
import { answer, signIn, stepOf } from '../support/visit.ts'
import { createPatientServer } from '../support/listener.ts'

const TWO_FACTORS = 'urn:step-up:2fa'

interface Transfer {
  readonly to: string
}

describe('a relying party and an API, with the complete server between them,', () => {
  const server = testServer()
  let shop: RelyingParty
  let api: Server
  let apiUrl: string
  /** What the API did, for whom. */
  let done: { subject: string | undefined; to: string }[]
  let stepUp: StepUp<Transfer>
  let person: Person
  let phone: Device
  let tokens: Tokens

  before(async () => {
    shop = await relyingParty(server())
    const resources = createResourceServer({
      issuer: server().configuration.issuer,
      audience: 'https://api.example',
      introspection: { clientId: 'shop', clientSecret: secretOf('shop'), clients: ['shop'] },
      clock: server().clock,
    })
    const app = new Koa<{ token: AccessToken }>()
    app.use(requireStepUpInKoa(resources, { acrValues: [TWO_FACTORS], maxAge: 300 }))
    app.use((ctx) => {
      done.push({ subject: ctx.state.token.subject, to: ctx.path.slice(1) })
      ctx.body = 'done'
    })
    await resources.ready()
    const handle = app.callback()
    api = createPatientServer((request, response) => void handle(request, response))
    api.listen(0, 'localhost')
    await once(api, 'listening')
    apiUrl = `http://localhost:${(api.address() as AddressInfo).port}`
  })
  after(() => {
    api.closeAllConnections()
    api.close()
  })
  beforeEach(async () => {
    done = []
    stepUp = createStepUp<Transfer>({
      configuration: shop.configuration,
      redirectUri: CALLBACK,
      clock: server().clock,
    })
    person = await Person.of(server())
    tokens = await signIn(person, shop)
    phone = await person.addDevice('Phone')
    server().advance(30)
  })

  const call = async ({ to }: Transfer, token: string): Promise<Response> =>
    fetch(`${apiUrl}/${to}`, { headers: { Authorization: `Bearer ${token}` } })

  const actor = () => ({ session: 'a-session', subject: String(person.account.id) })

  /** The user wants something, and is sent to the provider. */
  async function leave(to = 'bob'): Promise<URL> {
    const ran = await stepUp.run({
      ...actor(),
      action: { to },
      perform: (action) => call(action, tokens.accessToken),
    })
    assert.equal(ran.outcome, 'step_up')
    return ran.url
  }

  async function comeBack(url: URL): Promise<URL> {
    const { arrived } = await answer(person, await person.browser.open(url.href), phone)
    assert.ok(arrived)
    return new URL(`${CALLBACK}?${arrived.toString()}`)
  }

  const resume = (
    arrived: URL,
    who: Partial<ReturnType<typeof actor>> = {},
  ): Promise<ResumeOutcome<Transfer, Response>> =>
    stepUp.resume(arrived, {
      ...actor(),
      ...who,
      perform: (action, steppedUp) => call(action, keepSecret(steppedUp.tokens.access_token)),
    })

  it('step up for the code alone, and go on with what the user wanted', async () => {
    server().advance(301)
    const url = await leave('carol')
    assert.equal(url.searchParams.get('max_age'), '300')
    assert.deepEqual(JSON.parse(url.searchParams.get('claims') ?? ''), {
      id_token: { acr: { essential: true, values: [TWO_FACTORS] } },
    })
    const page = await person.browser.open(url.href)
    assert.equal(stepOf(page), 'code')
    const { arrived } = await answer(person, page, phone)
    const resumed = await resume(new URL(`${CALLBACK}?${arrived?.toString()}`))
    assert.equal(resumed.outcome, 'answered')
    assert.deepEqual(resumed.action, { to: 'carol' })
    assert.equal(resumed.response.status, 200)
    assert.deepEqual(done, [{ subject: person.account.id, to: 'carol' }])
  })

  it('ask nobody when the token at hand is good enough', async () => {
    const strong = await signIn(person, shop, { acr_values: TWO_FACTORS, max_age: '0' }, phone)
    const ran = await stepUp.run({
      ...actor(),
      action: { to: 'bob' },
      perform: (action) => call(action, strong.accessToken),
    })
    assert.equal(ran.outcome, 'answered')
    assert.equal(done.length, 1)
  })

  it('step up anew once the proof has grown old', async () => {
    const strong = await signIn(person, shop, { acr_values: TWO_FACTORS, max_age: '0' }, phone)
    server().advance(301)
    tokens = strong
    const resumed = await resume(await comeBack(await leave()))
    assert.equal(resumed.outcome, 'answered')
    assert.equal(done.length, 1)
  })

  it('use an answer once, of however many that come in parallel', async () => {
    const arrived = await comeBack(await leave())
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => resume(arrived)))
    assert.deepEqual(outcomes.map(({ outcome }) => outcome).toSorted(), [
      'answered',
      ...Array.from({ length: 9 }, () => 'unknown'),
    ])
    assert.equal(done.length, 1)
  })

  it('take an answer only in the session that asked for it', async () => {
    const arrived = await comeBack(await leave())
    assert.equal((await resume(arrived, { session: 'another' })).outcome, 'unknown')
    assert.deepEqual(done, [])
    assert.equal((await resume(arrived)).outcome, 'answered', 'it was taken from nobody')
  })

  it('do nothing for another account than the one that wanted it', async () => {
    const arrived = await comeBack(await leave())
    const resumed = await resume(arrived, { subject: 'somebody-else' })
    assert.equal(resumed.outcome, 'step_up_refused')
    assert.deepEqual(resumed.reason, { code: 'account_other' })

    const url = await leave()
    const other = await Person.of(server())
    const otherPhone = await other.addDevice('Phone')
    person.browser.jar.removeAllCookiesSync()
    const mallory = new Person(server(), other.account, person.browser)
    const { arrived: back } = await answer(
      mallory,
      await mallory.browser.open(url.href),
      otherPhone,
    )
    const swapped = await resume(new URL(`${CALLBACK}?${back?.toString()}`))
    assert.equal(swapped.outcome, 'step_up_refused')
    assert.deepEqual(swapped.reason, { code: 'account_other' })
    assert.deepEqual(done, [])
  })

  it('stop where the API challenges what the step-up gave', async () => {
    const arrived = await comeBack(await leave())
    let calls = 0
    const resumed = await stepUp.resume(arrived, {
      ...actor(),
      perform: () => {
        calls += 1
        return call({ to: 'bob' }, tokens.accessToken)
      },
    })
    assert.equal(resumed.outcome, 'step_up_refused')
    assert.equal(resumed.reason.code, 'challenged_again')
    assert.equal(calls, 1)
    assert.deepEqual(done, [])
  })

  it('see that a request which was edited in the browser got less', async () => {
    person = await Person.of(server())
    tokens = await signIn(person, shop)
    const url = await leave()
    url.searchParams.delete('claims')
    const resumed = await resume(await comeBack(url))
    assert.equal(resumed.outcome, 'step_up_refused')
    assert.deepEqual(resumed.reason, {
      code: 'acr_other',
      wanted: [TWO_FACTORS],
      got: 'urn:step-up:1fa',
    })
    assert.deepEqual(done, [])
  })

  it('tell a refusal of the provider, and keep the action for another try', async () => {
    const url = await leave()
    const error = new URL(CALLBACK)
    error.searchParams.set('error', 'access_denied')
    error.searchParams.set('state', url.searchParams.get('state') ?? '')
    error.searchParams.set('iss', server().configuration.issuer)
    const resumed = await resume(error)
    assert.equal(resumed.outcome, 'declined')
    assert.equal(resumed.error, 'access_denied')
    assert.deepEqual(resumed.action, { to: 'bob' })
  })

  it('take no answer of another issuer', async () => {
    const arrived = await comeBack(await leave())
    arrived.searchParams.set('iss', 'https://other.example')
    assert.equal((await resume(arrived)).outcome, 'invalid')
    assert.deepEqual(done, [])
  })

  describe('take no id_token', () => {
    let issuer: Server
    let origin: string
    let idToken: () => Promise<string>
    let fake: Configuration
    const keys = Promise.all([generateKeyPair('ES256'), generateKeyPair('ES256')])
    before(async () => {
      issuer = createPatientServer((request, response) => {
        void (async () => {
          const [{ publicKey }] = await keys
          const given = async () => ({
            access_token: 'an-access-token-of-whoever-answers',
            token_type: 'Bearer',
            id_token: await idToken(),
          })
          const body =
            request.url === '/jwks' ? { keys: [await exportJWK(publicKey)] } : await given()
          response.setHeader('Content-Type', 'application/json').end(JSON.stringify(body))
        })()
      })
      issuer.listen(0, 'localhost')
      await once(issuer, 'listening')
      origin = `http://localhost:${(issuer.address() as AddressInfo).port}`
      const { issuer: name, authorization_endpoint: start = '' } =
        shop.configuration.serverMetadata()
      const endpoints = { token_endpoint: `${origin}/token`, jwks_uri: `${origin}/jwks` }
      const metadata = { issuer: name, authorization_endpoint: start, ...endpoints }
      const client = { id_token_signed_response_alg: 'ES256' }
      fake = new Configuration(metadata, 'shop', client, ClientSecretBasic(secretOf('shop')))
      allowInsecureRequests(fake)
      enableNonRepudiationChecks(fake)
    })
    after(() => {
      issuer.closeAllConnections()
      issuer.close()
    })

    /** What comes of coming back to an id_token with these claims, signed by the issuer's key or another. */
    async function outcomeOf(claims: object, key: 0 | 1 = 0): Promise<string> {
      stepUp = createStepUp<Transfer>({
        configuration: fake,
        redirectUri: CALLBACK,
        clock: server().clock,
      })
      const url = await leave()
      const { privateKey } = (await keys)[key]
      idToken = async () =>
        new SignJWT({
          iss: server().configuration.issuer,
          sub: person.account.id,
          aud: 'shop',
          nonce: url.searchParams.get('nonce'),
          acr: TWO_FACTORS,
          auth_time: server().now() / 1000,
          ...claims,
        })
          .setProtectedHeader({ alg: 'ES256' })
          .setIssuedAt()
          .setExpirationTime('5m')
          .sign(privateKey)
      return (await resume(await comeBack(url))).outcome
    }

    it('that is for another application, or of another issuer', async () => {
      assert.equal(await outcomeOf({}), 'answered', 'as it should be')
      assert.equal(await outcomeOf({ aud: 'bank' }), 'invalid')
      assert.equal(await outcomeOf({ aud: ['shop', 'bank'] }), 'invalid')
      assert.equal(await outcomeOf({ iss: 'https://other.example' }), 'invalid')
    })

    it('that is not of the request at hand', async () => {
      assert.equal(await outcomeOf({ nonce: 'of another request' }), 'invalid')
      assert.equal(await outcomeOf({ nonce: undefined }), 'invalid')
    })

    it('that somebody else has signed', async () => {
      assert.equal(await outcomeOf({}, 1), 'invalid')
    })
  })

  it('keep the action where the provider is away, and go on when it is back', async () => {
    const { configuration } = shop
    const elsewhere = (origin: string): Configuration => {
      const { issuer } = configuration.serverMetadata()
      const other = new Configuration(
        { issuer, token_endpoint: `${origin}/token` },
        'shop',
        secretOf('shop'),
      )
      allowInsecureRequests(other)
      return other
    }
    const busy = createPatientServer((_, response) => response.writeHead(503).end('later'))
    busy.listen(0, 'localhost')
    await once(busy, 'listening')
    const providers: (() => Configuration)[] = [
      () => elsewhere(`http://localhost:${REFUSING_PORT}`),
      () => elsewhere(`http://localhost:${(busy.address() as AddressInfo).port}`),
      () => {
        throw new TypeError('fetch failed')
      },
    ]
    stepUp = createStepUp<Transfer>({
      configuration: async () => (providers.shift() ?? (() => configuration))(),
      redirectUri: CALLBACK,
      clock: server().clock,
    })
    providers.unshift(() => configuration)
    const arrived = await comeBack(await leave())
    while (providers.length > 0) {
      const resumed = await resume(arrived)
      assert.equal(resumed.outcome, 'unavailable')
      assert.deepEqual(resumed.action, { to: 'bob' })
    }
    busy.close()
    assert.equal((await resume(arrived)).outcome, 'answered')
    assert.equal(done.length, 1)
  })

  it('take no answer after its time', async () => {
    const arrived = await comeBack(await leave())
    server().advance(601)
    assert.equal((await resume(arrived)).outcome, 'expired')
  })

  it('refuse a refresh token at the API', async () => {
    const { refreshToken = '' } = await signIn(
      person,
      shop,
      {
        scope: 'openid offline_access',
        prompt: 'consent',
        acr_values: TWO_FACTORS,
        max_age: '0',
      },
      phone,
    )
    assert.notEqual(refreshToken, '')
    const response = await call({ to: 'bob' }, refreshToken)
    assert.equal(response.status, 401)
    assert.match(response.headers.get('WWW-Authenticate') ?? '', /error="invalid_token"/)
  })
})

describe('a step-up request', () => {
  const server = testServer()

  it('is made for no provider whose metadata is of another issuer', async () => {
    const other = new URL(server().configuration.issuer)
    other.hostname = '127.0.0.1'
    const found = discovery(other, 'shop', secretOf('shop'), undefined, {
      execute: [allowInsecureRequests],
    })
    await assert.rejects(found, /issuer/)
  })

  it('asks by acr_values, for a resource and with more parameters, where it is told to', async () => {
    const { configuration } = await relyingParty(server())
    const { url } = await stepUpRequest(
      configuration,
      { acrValues: ['a', 'b'], scope: ['transfers', 'openid', 'offline_access', 'admin'] },
      {
        redirectUri: CALLBACK,
        scope: 'email',
        challengeScope: 'transfers read',
        ask: 'acr_values',
        resource: 'https://api.example',
        parameters: { login_hint: 'ada', state: 'chosen by a caller' },
      },
    )
    const asked = url.searchParams
    assert.equal(asked.get('acr_values'), 'a b')
    assert.equal(asked.has('claims'), false)
    assert.equal(asked.has('max_age'), false)
    assert.equal(asked.get('scope'), 'openid email transfers')
    assert.equal(asked.get('resource'), 'https://api.example')
    assert.equal(asked.get('login_hint'), 'ada')
    assert.notEqual(asked.get('state'), 'chosen by a caller')
    assert.equal(asked.get('code_challenge_method'), 'S256')
  })
})

describe('the store of pending actions in memory', () => {
  it('forgets the oldest when it is full', () => {
    const store = createMemoryPendingStore<string>(2)
    const pending = { action: 'x' } as never
    for (const state of ['1', '2', '3']) void store.put(state, pending)
    assert.equal(store.take('1'), undefined)
    assert.equal(store.take('3'), pending)
    assert.equal(store.take('3'), undefined)
  })
})
