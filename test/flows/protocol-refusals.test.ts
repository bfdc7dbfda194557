import { strict as assert } from 'node:assert'
import * as client from 'openid-client'
import { Person } from '../support/person.ts'
import { relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { CALLBACK, clientsWith, secretOf, testServer } from '../support/test-server.ts'
import { endSoon } from '../support/end-soon.ts'
import { OFFLINE, signIn, stepOf, visit, type Parameters } from '../support/visit.ts'

const API = 'https://api.example.com/'

const robot = {
  client_id: 'robot',
  client_secret: keepSecret('a-secret-of-the-robot-and-nobody-else'),
  grant_types: ['client_credentials'],
  redirect_uris: [],
  response_types: [],
  first_party: true,
}

const app = (name: string, firstParty: boolean) => ({
  client_id: name,
  redirect_uris: [CALLBACK],
  application_type: 'native',
  token_endpoint_auth_method: 'none',
  first_party: firstParty,
})

/** What the protocol refuses, whoever asks (RFC 6749, RFC 7636, RFC 9700). */
describe('the provider', () => {
  const server = testServer({
    clients: [
      ...clientsWith({ kiosk: { scope: 'openid' } }),
      robot,
      app('phone', false),
      app('own-phone', true),
    ],
    resources: [
      {
        identifier: API,
        scopes: ['payments', 'refunds'],
        clients: { shop: ['payments'], robot: ['refunds'] },
        accessTokenFormat: 'opaque',
        accessTokenLifetime: 600,
      },
    ],
  })
  let shop: RelyingParty
  before(async () => {
    shop = await relyingParty(server())
  })

  const post = async (path: string, fields: Parameters): Promise<Response> =>
    fetch(`${server().configuration.issuer}${path}`, {
      method: 'POST',
      body: new URLSearchParams(fields),
    })
  const errorOf = async (response: Response): Promise<unknown> =>
    ((await response.json()) as Record<string, unknown>)['error']

  /** The address of a request of the shop, with something in it changed. */
  async function changed(change: (search: URLSearchParams) => void): Promise<string> {
    const url = new URL((await shop.start()).url)
    change(url.searchParams)
    return url.href
  }

  it('answers at no address but one that is registered, letter for letter', async () => {
    const person = await Person.of(server())
    for (const uri of [
      `${CALLBACK}/`,
      `${CALLBACK}?next=1`,
      `${CALLBACK}#part`,
      CALLBACK.replace('callback', 'Callback'),
      CALLBACK.replace('localhost', 'LOCALHOST'),
      CALLBACK.replace('http:', 'https:'),
      CALLBACK.replace(':9', ':10'),
      CALLBACK.replace('callback', 'a/../callback'),
      CALLBACK.replace('callback', '%63allback'),
      CALLBACK.replace('localhost', 'localhost.attacker.example'),
      CALLBACK.replace('localhost', 'localhost@attacker.example'),
    ]) {
      const url = await changed((search) => {
        search.set('redirect_uri', uri)
      })
      const page = await person.browser.open(url)
      assert.deepEqual([page.status, page.arrived], [400, undefined], uri)
    }
  })

  it('takes no request of a client that cannot show who it is without PKCE by S256', async () => {
    const person = await Person.of(server())
    for (const change of [
      (search: URLSearchParams) => {
        search.delete('code_challenge')
        search.delete('code_challenge_method')
      },
      (search: URLSearchParams) => {
        search.delete('code_challenge_method')
      },
      (search: URLSearchParams) => {
        search.set('code_challenge_method', 'plain')
      },
    ]) {
      const url = await changed((search) => {
        search.set('client_id', 'phone')
        change(search)
      })
      const { arrived } = await person.browser.open(url)
      assert.equal(arrived?.get('error'), 'invalid_request')
    }
  })

  it('gives nothing for a code without its verifier, and after a minute nothing at all', async () => {
    const person = await Person.of(server())
    await signIn(person, shop)
    const { request, page } = await visit(person, shop)
    const code = page.arrived?.get('code') ?? ''
    const verifiers = [{}, { code_verifier: client.randomPKCECodeVerifier() }]
    for (const verifier of verifiers) {
      const refused = await post('/token', {
        grant_type: 'authorization_code',
        client_id: 'shop',
        client_secret: secretOf('shop'),
        redirect_uri: CALLBACK,
        code,
        ...verifier,
      })
      assert.equal(await errorOf(refused), 'invalid_grant')
    }
    assert.ok((await request.finish(page.arrived)).idToken)
    const late = await visit(person, shop)
    const { AuthorizationCode } = server().provider
    const kept = await AuthorizationCode.find(late.page.arrived?.get('code') ?? '')
    assert.ok(kept)
    assert.equal((kept.exp ?? 0) - kept.iat, 60)
    await endSoon(kept)
    await assert.rejects(late.request.finish(late.page.arrived), { error: 'invalid_grant' })
  })

  it('puts no token into an address', async () => {
    const person = await Person.of(server())
    const answers = shop.configuration.serverMetadata().response_types_supported
    assert.deepEqual(answers?.toSorted(), ['code', 'id_token', 'none'])
    for (const type of ['token', 'id_token', 'id_token token', 'code token', 'code id_token']) {
      const url = await changed((search) => {
        search.set('response_type', type)
      })
      const page = await person.browser.open(url)
      // One there is, for a client that is registered with it, and by a form alone.
      const error = type === 'id_token' ? /error=invalid_request/ : /unsupported_response_type/
      assert.match(`${page.url} ${page.html}`, error, type)
      assert.doesNotMatch(page.url, /access_token|id_token=|code=/)
    }
  })

  it('takes of a client the grants that are its own, and of nobody a password', async () => {
    const known = { client_id: 'forum', client_secret: secretOf('forum') }
    for (const [fields, error] of [
      [{ grant_type: 'password', username: 'ann', password: 'any' }, 'unsupported grant_type'],
      [{ grant_type: 'implicit' }, 'unsupported grant_type'],
      [{ grant_type: 'client_credentials' }, 'not allowed for this client'],
      [{ grant_type: 'refresh_token', refresh_token: 'any' }, 'not allowed for this client'],
    ] as const) {
      const refused = await post('/token', { ...known, ...fields })
      assert.equal(refused.status, 400)
      assert.match(await refused.text(), new RegExp(error), fields.grant_type)
    }
    // Nor does somebody's consent give one that is not.
    const forum = await relyingParty(server(), 'forum')
    const tokens = await signIn(await Person.of(server()), forum, OFFLINE)
    assert.equal(tokens.refreshToken, undefined)
  })

  it('believes no client that keeps a secret without it, wherever clients ask', async () => {
    const requests = {
      '/token': { grant_type: 'authorization_code', code: 'any', redirect_uri: CALLBACK },
      '/request': { response_type: 'code', redirect_uri: CALLBACK, scope: 'openid' },
      '/token/revocation': { token: 'any' },
      '/token/introspection': { token: 'any' },
    } as const
    const metadata = shop.configuration.serverMetadata()
    assert.deepEqual(
      [
        metadata.token_endpoint,
        metadata.pushed_authorization_request_endpoint,
        metadata.revocation_endpoint,
        metadata.introspection_endpoint,
      ].map((endpoint) => new URL(endpoint ?? '').pathname),
      Object.keys(requests),
    )
    for (const [path, fields] of Object.entries(requests)) {
      for (const secret of [{}, { client_secret: '' }, { client_secret: secretOf('bank') }]) {
        const refused = await post(path, { client_id: 'shop', ...fields, ...secret })
        assert.equal(await errorOf(refused), 'invalid_client', path)
        assert.equal(refused.status, 401, path)
      }
    }
  })

  it('registers nobody who comes by', async () => {
    assert.equal(shop.configuration.serverMetadata()['registration_endpoint'], undefined)
    assert.equal((await post('/reg', { redirect_uris: CALLBACK })).status, 404)
  })

  it('asks for consent each time where an app on somebody’s machine cannot show who it is', async () => {
    for (const name of ['phone', 'own-phone']) {
      const person = await Person.of(server())
      for (const round of [1, 2]) {
        const url = await changed((search) => {
          search.set('client_id', name)
        })
        await person.browser.open(url)
        if (round === 1) await person.givePassword()
        assert.equal(stepOf(person.browser.page), 'consent', `${name}, round ${round}`)
        const { arrived } = await person.browser.submit('/consent')
        assert.equal(arrived?.has('code'), true)
      }
    }
  })

  describe('gives an application', () => {
    it('no scope beyond those that it is registered with', async () => {
      const kiosk = await relyingParty(server(), 'kiosk')
      const person = await Person.of(server())
      const { page } = await visit(person, kiosk, { scope: 'openid email' })
      assert.equal(page.arrived?.get('error'), 'invalid_scope')
      assert.ok((await signIn(person, kiosk)).idToken)
    })

    it('no scope of an API but those that the API lists for it', async () => {
      const person = await Person.of(server())
      const asked = { scope: 'openid payments refunds', resource: API }
      const { accessToken } = await signIn(person, shop, asked)
      const told = await client.tokenIntrospection(shop.configuration, accessToken)
      assert.deepEqual([told.active, told.scope], [true, 'payments'])

      const { page } = await visit(person, await relyingParty(server(), 'forum'), asked)
      assert.equal(page.arrived?.get('error'), 'invalid_target')
    })

    it('nor when it asks for itself', async () => {
      const own = { client_id: robot.client_id, client_secret: robot.client_secret }
      const response = await post('/token', {
        ...own,
        grant_type: 'client_credentials',
        scope: 'payments refunds',
        resource: API,
      })
      const tokens = (await response.json()) as Record<string, string>
      keepSecret(tokens['access_token'] ?? '')
      assert.equal(tokens['scope'], 'refunds')
    })
  })
})
