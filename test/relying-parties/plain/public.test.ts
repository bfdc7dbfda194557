import { strict as assert } from 'node:assert'
import { Person } from '../../support/person.ts'
import { openTestServer, type TestServer } from '../../support/test-server.ts'
import { answer } from '../../support/visit.ts'
import { PlainClient, Refused, pkce, type Json, type Tokens } from './client.ts'
import { registered } from './registered.ts'

const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'

/** A port that the system gave it, of which its registration knows nothing (RFC 8252 §7.3). */
const PORT = 9

/** RFC 8252 alone: no secret, loopback, and what it needs to stay signed in. */
const REGISTRATION = {
  client_id: 'native',
  application_type: 'native',
  token_endpoint_auth_method: 'none',
  redirect_uris: ['http://127.0.0.1/callback'],
  grant_types: ['authorization_code', 'refresh_token', DEVICE_GRANT],
} as const

describe('a public client written from the standards alone', () => {
  let server: TestServer
  let native: PlainClient
  before(async () => {
    server = await openTestServer({ clients: registered(REGISTRATION) })
    native = await PlainClient.discover(
      server.configuration.issuer,
      { client_id: 'native', redirect_uri: `http://127.0.0.1:${PORT}/callback` },
      'none',
      () => server.now() / 1000,
    )
  })
  after(() => server.close())

  /** The last redirect leads to its port, where nobody listens: the address is all that it needs. */
  async function arrive(person: Person, url: string): Promise<URLSearchParams> {
    let page = await person.browser.open(url)
    for (let steps = 0; steps < 4 && !page.arrived; steps += 1) page = await answer(person, page)
    assert.ok(page.arrived, `still on "${page.heading}"`)
    return page.arrived
  }

  async function signIn(person: Person, further: Readonly<Record<string, string>> = {}) {
    const { verifier, parameters } = pkce()
    const request = native.request({ ...parameters, ...further })
    const arrived = await arrive(person, native.authorizationUrl(request))
    const code = native.codeOf(request, arrived)
    return native.redeem(code, {}, { code_verifier: verifier })
  }

  const stay = (person: Person): Promise<Tokens> =>
    signIn(person, { scope: 'openid offline_access', prompt: 'consent' })

  it('signs in with PKCE at a loopback port that it did not register', async () => {
    const person = await Person.of(server)
    const { claims } = await signIn(person)
    assert.equal(claims['sub'], person.account.id)
  })

  it('is told by the error what is missing without PKCE', async () => {
    const person = await Person.of(server)
    const request = native.request()
    const { arrived } = await person.browser.open(native.authorizationUrl(request))
    assert.throws(
      () => native.codeOf(request, arrived),
      (error) =>
        error instanceof Refused &&
        error.error === 'invalid_request' &&
        error.description.includes('code_challenge'),
    )
  })

  it('survives a race of two refreshes, and a lost answer', async () => {
    const person = await Person.of(server)
    const tokens = await stay(person)
    const both = await Promise.all([native.refresh(tokens), native.refresh(tokens)])
    // The answer of one was lost, and it is asked for once more.
    const again = await native.refresh(tokens)
    for (const next of [...both, again]) {
      assert.equal(next.claims['sub'], person.account.id)
      await native.userinfo(next)
    }
    const last = await native.refresh(again)
    await native.userinfo(last)
  })

  it('signs in by the device grant, and bears polling twice in a round', async () => {
    const response = await fetch(native.endpoint('device_authorization_endpoint'), {
      method: 'POST',
      body: new URLSearchParams({ client_id: 'native', scope: 'openid' }),
    })
    const begun = (await response.json()) as Json
    assert.equal(begun['interval'], 5)
    const poll = (): Promise<Json> =>
      native.token({ grant_type: DEVICE_GRANT, device_code: String(begun['device_code']) })
    await assert.rejects(poll(), (error) => (error as Refused).error === 'authorization_pending')
    await assert.rejects(poll(), (error) => error instanceof Refused)

    const person = await Person.of(server)
    await person.browser.open(String(begun['verification_uri']))
    await person.browser.submit('/device', { user_code: String(begun['user_code']) })
    await answer(person, await person.browser.submit('/device'))
    server.advance(11)
    const tokens = await poll()
    const claims = await native.verifyIdToken(String(tokens['id_token']))
    assert.equal(claims['sub'], person.account.id)
  })
})
