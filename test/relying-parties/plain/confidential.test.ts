import { strict as assert } from 'node:assert'
import { CALLBACK, openTestServer, type TestServer } from '../../support/test-server.ts'
import { createPatientServer, listenOnLoopback, portOf } from '../../support/listener.ts'
import { eventually, keysIn } from '../../support/key-rotation.ts'
import type { Page } from '../../support/browser.ts'
import { Person } from '../../support/person.ts'
import { keepSecret } from '../../support/secrets-in-logs.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { answer, stepOf } from '../../support/visit.ts'
import { PlainClient, Refused, type Authentication, type Expected, type Tokens } from './client.ts'
import { registered } from './registered.ts'

const SECRET = keepSecret('a secret of the plain client: 100 % + more')

/** What somebody registers who has read Core alone. */
const REGISTRATION = {
  client_id: 'plain',
  client_secret: SECRET,
  redirect_uris: [CALLBACK],
}

type Parameters = Readonly<Record<string, string>>

describe('a client written from the standards alone, registered in three lines', () => {
  const folder = temporaryFolder('all')
  const told: { readonly token: string }[] = []
  const receiver = createPatientServer((request, response) => {
    void (async () => {
      let body = ''
      for await (const chunk of request) body += String(chunk)
      told.push({ token: keepSecret(new URLSearchParams(body).get('logout_token') ?? '') })
      response.writeHead(200, { 'Cache-Control': 'no-store' }).end()
    })()
  })
  let server: TestServer
  let plain: PlainClient

  const discover = (authentication: Authentication = 'client_secret_basic') =>
    PlainClient.discover(
      server.configuration.issuer,
      { client_id: 'plain', client_secret: SECRET, redirect_uri: CALLBACK },
      authentication,
      () => server.now() / 1000,
    )

  before(async () => {
    await listenOnLoopback(receiver)
    const heard = {
      ...REGISTRATION,
      client_id: 'heard',
      backchannel_logout_uri: `http://localhost:${portOf(receiver)}/logout`,
      post_logout_redirect_uris: [`${CALLBACK}/signed-out`],
    }
    server = await openTestServer(
      { clients: registered(REGISTRATION, heard) },
      { folder: folder(), keyInterval: 20 },
    )
    plain = await discover()
  })
  after(async () => {
    await server.close()
    receiver.closeAllConnections()
    receiver.close()
  })

  /** A request by GET, answered by whoever sits there, and its tokens. */
  async function signIn(
    person: Person,
    parameters: Parameters = {},
    expected: Expected = {},
    client = plain,
  ): Promise<Tokens> {
    const request = client.request(parameters)
    const page = await answer(person, await person.browser.open(client.authorizationUrl(request)))
    return client.redeem(client.codeOf(request, page.arrived), expected)
  }

  const refusal = async (person: Person, parameters: Parameters): Promise<string> => {
    const request = plain.request(parameters)
    const { arrived } = await person.browser.open(plain.authorizationUrl(request))
    try {
      plain.codeOf(request, arrived)
    } catch (error) {
      assert.ok(error instanceof Refused)
      assert.ok(error.description.length > 0, `${error.error} has no description`)
      return error.error
    }
    return 'a code'
  }

  for (const authentication of ['client_secret_basic', 'client_secret_post'] as const) {
    it(`signs in without PKCE and nonce, by ${authentication}`, async () => {
      const person = await Person.of(server)
      const client = await discover(authentication)
      const { claims, accessToken } = await signIn(person, {}, {}, client)
      assert.equal(claims['sub'], person.account.id)
      assert.ok(accessToken)
    })
  }

  it('signs in with a nonce, and finds it in the ID token', async () => {
    const nonce = 'n-0S6_WzA2Mj'
    const { claims } = await signIn(await Person.of(server), { nonce }, { nonce })
    assert.equal(claims['nonce'], nonce)
  })

  it('signs in by form_post', async () => {
    const person = await Person.of(server)
    const request = plain.request({ response_mode: 'form_post' })
    const page = await answer(person, await person.browser.open(plain.authorizationUrl(request)))
    const { fields } = page.forms.find(({ action }) => action === CALLBACK) ?? {}
    assert.ok(fields, `there is no form to the client on "${page.heading}"`)
    const { claims } = await plain.redeem(plain.codeOf(request, new URLSearchParams(fields)))
    assert.equal(claims['sub'], person.account.id)
  })

  it('signs in by a POST to the authorization endpoint', async () => {
    const person = await Person.of(server)
    const request = plain.request()
    const first = await person.browser.post(plain.endpoint('authorization_endpoint'), request, {
      Origin: 'http://localhost:9',
      'Sec-Fetch-Site': 'same-site',
    })
    const page = await answer(person, first)
    const { claims } = await plain.redeem(plain.codeOf(request, page.arrived))
    assert.equal(claims['sub'], person.account.id)
  })

  describe('by every prompt', () => {
    const atFirst = async (person: Person, prompt: string): Promise<Page> =>
      person.browser.open(plain.authorizationUrl(plain.request({ prompt })))

    it('none: an error without a session, a code with one', async () => {
      const person = await Person.of(server)
      assert.equal(await refusal(person, { prompt: 'none' }), 'login_required')
      await signIn(person)
      assert.equal(await refusal(person, { prompt: 'none' }), 'a code')
    })

    it('login: asks again, and tells the time of it', async () => {
      const person = await Person.of(server)
      const before = await signIn(person, { max_age: '600' }, { maxAge: 600 })
      server.advance(60)
      const again = await signIn(person, { prompt: 'login', max_age: '600' }, { maxAge: 10 })
      assert.ok(Number(again.claims['auth_time']) > Number(before.claims['auth_time']))
    })

    it('consent: asks for it again', async () => {
      const person = await Person.of(server)
      await signIn(person)
      assert.equal(stepOf(await atFirst(person, 'consent')), 'consent')
    })

    it('select_account: asks who signs in, and goes on as that one', async () => {
      const person = await Person.of(server)
      const { claims } = await signIn(person, { prompt: 'select_account' })
      assert.equal(claims['sub'], person.account.id)
      const page = await atFirst(person, 'select_account')
      assert.equal(page.arrived, undefined, 'nobody was asked')
    })

    it('create: says in words that nobody signs up here', async () => {
      const person = await Person.of(server)
      assert.notEqual(await refusal(person, { prompt: 'create' }), 'a code')
    })
  })

  it('has max_age held, and auth_time told', async () => {
    const person = await Person.of(server)
    await signIn(person)
    server.advance(100)
    const { claims } = await signIn(person, { max_age: '60' }, { maxAge: 60 })
    assert.equal(claims['auth_time'], Math.floor(server.now() / 1000))
  })

  for (const how of ['GET', 'POST', 'POST in the body'] as const) {
    it(`reads userinfo by ${how}`, async () => {
      const person = await Person.of(server)
      const tokens = await signIn(person, { scope: 'openid email profile' })
      const info = await plain.userinfo(tokens, how)
      assert.equal(info['preferred_username'], person.account.login)
    })
  }

  it('finds in the ID token what its scopes ask for', async () => {
    const person = await Person.of(server)
    const { claims } = await signIn(person, { scope: 'openid email profile' })
    assert.equal(claims['preferred_username'], person.account.login)
    assert.ok('email_verified' in claims || person.account.email === undefined)
  })

  it('asks for single claims, voluntarily as a serializer writes it', async () => {
    const person = await Person.of(server)
    const claims = JSON.stringify({
      id_token: { auth_time: { essential: true }, nickname: null, acr: null },
      userinfo: null,
    })
    const tokens = await signIn(person, { claims })
    assert.equal(typeof tokens.claims['auth_time'], 'number')
  })

  it('demands a class by the claims parameter, and is told by an error where it cannot be met', async () => {
    const person = await Person.of(server)
    await signIn(person)
    const claims = JSON.stringify({
      id_token: { acr: { essential: true, value: 'urn:unheard-of' } },
    })
    assert.equal(await refusal(person, { claims }), 'unmet_authentication_requirements')
  })

  it('refreshes, once it has asked for offline access as Core §11 wants it', async () => {
    const person = await Person.of(server)
    const offline = { scope: 'openid offline_access', prompt: 'consent' }
    let tokens = await signIn(person, offline)
    for (let round = 0; round < 3; round += 1) tokens = await plain.refresh(tokens)
    assert.equal(tokens.claims['sub'], person.account.id)
  })

  it('goes on while the keys are rotated', async () => {
    const person = await Person.of(server)
    await signIn(person)
    const kid = keysIn(folder(), server).rotate('signing', 0)
    const kids = async () => {
      const response = await fetch(plain.endpoint('jwks_uri'))
      return ((await response.json()) as { keys: { kid: string }[] }).keys.map((key) => key.kid)
    }
    await eventually(async () => (await kids()).includes(kid))
    const { claims } = await signIn(person)
    assert.equal(claims['sub'], person.account.id)
  })

  it('signs out with a hint and without one', async () => {
    for (const hinted of [true, false]) {
      const person = await Person.of(server)
      const { idToken } = await signIn(person)
      const request = plain.logout(hinted ? { id_token_hint: idToken } : { client_id: 'plain' })
      await person.browser.open(plain.logoutUrl(request))
      await person.browser.submit('/session/end/confirm', { logout: 'yes' })
      assert.equal(await refusal(person, { prompt: 'none' }), 'login_required')
    }
  })

  it('signs out by POST, comes back, and is told by a logout token', async () => {
    const heard = await PlainClient.discover(
      server.configuration.issuer,
      { client_id: 'heard', client_secret: SECRET, redirect_uri: CALLBACK },
      'client_secret_basic',
      () => server.now() / 1000,
    )
    const person = await Person.of(server)
    const { idToken, claims } = await signIn(person, {}, {}, heard)
    const request = heard.logout({
      id_token_hint: idToken,
      post_logout_redirect_uri: `${CALLBACK}/signed-out`,
    })
    await person.browser.post(heard.endpoint('end_session_endpoint'), request, {
      Origin: 'http://localhost:9',
      'Sec-Fetch-Site': 'same-site',
    })
    const page = await person.browser.submit('/session/end/confirm', { logout: 'yes' })
    const { url } = page
    assert.ok(url.startsWith(`${CALLBACK}/signed-out`), url)
    assert.equal(page.arrived?.get('state'), request['state'])
    await eventually(() => told.length > 0)
    const logout = await heard.verifyLogoutToken(told[0]?.token ?? '')
    assert.equal(logout['sub'], person.account.id)
    assert.ok(logout['sid'])
    assert.equal(logout['sid'], claims['sid'])
  })
})
