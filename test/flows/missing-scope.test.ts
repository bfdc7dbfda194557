import { strict as assert } from 'node:assert'
import { registered } from '../relying-parties/plain/registered.ts'
import { Person } from '../support/person.ts'
import { basic, postForm, requestOf, type Answered } from '../support/raw-client.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { CALLBACK, testServer } from '../support/test-server.ts'
import { answer, stepOf, type Parameters } from '../support/visit.ts'

const SECRET = keepSecret('a-secret-of-the-plain-oauth-client')
const API = 'https://api.example.com'
const DEVICE = 'urn:ietf:params:oauth:grant-type:device_code'

const CLIENT = { client_id: 'oauth', client_secret: SECRET, redirect_uris: [CALLBACK] }
const CLIENTS = registered(
  CLIENT,
  { ...CLIENT, client_id: 'our-own', first_party: true },
  { ...CLIENT, client_id: 'of-mail', scope: 'email' },
  { ...CLIENT, client_id: 'strong', step_up_minimum_acr: 'urn:step-up:2fa' },
  { ...CLIENT, client_id: 'tv', grant_types: [DEVICE], response_types: [], redirect_uris: [] },
)

/** RFC 6749 §3.3: processed "using a pre-defined default value", or failed as `invalid_scope`. */
describe('an authorization request without scope', () => {
  const server = testServer({
    clients: CLIENTS,
    resources: [
      {
        identifier: API,
        scopes: ['pay'],
        clients: { oauth: ['pay'] },
        accessTokenFormat: 'jwt',
        typ: 'at+jwt',
        accessTokenLifetime: 3600,
      },
    ],
  })

  const bare = (parameters: Parameters): string => {
    const url = new URL(requestOf(server(), parameters))
    if (parameters['scope'] === undefined) url.searchParams.delete('scope')
    return url.href
  }

  const post = (id: string, path: string, fields: Parameters): Promise<Answered> =>
    postForm(server(), path, fields, { Authorization: basic(id, SECRET) })

  const redeem = (id: string, arrived: URLSearchParams | undefined): Promise<Answered> =>
    post(id, '/token', {
      grant_type: 'authorization_code',
      code: arrived?.get('code') ?? String(arrived),
      redirect_uri: CALLBACK,
    })

  async function assertServed({ status, body }: Answered, person: Person): Promise<void> {
    assert.equal(status, 200, JSON.stringify(body))
    assert.equal(body['scope'], 'openid')
    const headers = { Authorization: `Bearer ${String(body['access_token'])}` }
    const userinfo = await fetch(`${server().configuration.issuer}/me`, { headers })
    assert.deepEqual(await userinfo.json(), { sub: person.account.id })
  }

  for (const [what, further] of [
    ['not sent at all', {}],
    ['sent empty', { scope: '' }],
  ] as const) {
    for (const id of ['oauth', 'our-own']) {
      it(`is one for openid, and the token answer says so (${what}, ${id})`, async () => {
        const person = await Person.of(server())
        const first = await person.browser.open(bare({ client_id: id, ...further }))
        await assertServed(await redeem(id, (await answer(person, first)).arrived), person)
      })
    }
  }

  it('is the same where it was pushed', async () => {
    const person = await Person.of(server())
    const pushed = await post('oauth', '/request', {
      client_id: 'oauth',
      response_type: 'code',
      redirect_uri: CALLBACK,
    })
    assert.equal(pushed.status, 201, JSON.stringify(pushed.body))
    const asked = { client_id: 'oauth', request_uri: String(pushed.body['request_uri']) }
    const page = await answer(person, await person.browser.open(bare(asked)))
    await assertServed(await redeem('oauth', page.arrived), person)
  })

  it('is the same of a device', async () => {
    const person = await Person.of(server())
    const { body } = await post('tv', '/device/auth', {})
    await person.browser.open(String(body['verification_uri']))
    const user_code = String(body['user_code'])
    await person.browser.submit('/device', { user_code })
    await answer(person, await person.browser.submit('/device'))
    const fields = { grant_type: DEVICE, device_code: String(body['device_code']) }
    await assertServed(await post('tv', '/token', fields), person)
  })

  it('is held to what the client is registered to be asked for', async () => {
    const person = await Person.of(server())
    await person.browser.open(bare({ client_id: 'strong' }))
    assert.equal(stepOf(await person.givePassword()), 'device')
  })

  for (const [what, parameters] of [
    ['names nothing that is known here', { client_id: 'oauth', scope: 'read write' }],
    ['names no scope of the API that it is for', { client_id: 'oauth', resource: API }],
    ['names another scope than the API has', { client_id: 'oauth', resource: API, scope: 'read' }],
    ['comes of a client that may not have openid', { client_id: 'of-mail' }],
  ] as const) {
    it(`is refused as invalid_scope before anybody signs in, where it ${what}`, async () => {
      const person = await Person.of(server())
      const { arrived } = await person.browser.open(bare(parameters))
      assert.ok(arrived)
      assert.equal(arrived.get('error'), 'invalid_scope')
      assert.match(arrived.get('error_description') ?? '', /^scope .*: send /)
      assert.equal(arrived.has('scope'), false)
    })
  }
})
