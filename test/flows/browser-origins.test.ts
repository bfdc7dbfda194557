import { strict as assert } from 'node:assert'
import { clientSchema } from '../../src/server/config/clients.ts'
import { isOrigin } from '../../src/server/browser-origins.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { Person } from '../support/person.ts'
import { CALLBACK, openTestServer, type TestServer } from '../support/test-server.ts'
import { answer } from '../support/visit.ts'

const APP = new URL(CALLBACK).origin
const EXTRA = 'https://preview.example.com'
const STRANGER = 'https://stranger.example'
const SECRET = keepSecret('a-secret-of-a-server-and-of-nobody-else')
/** RFC 7636, appendix B. */
const VERIFIER = keepSecret('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'

const publicClient = (id: string, metadata: object = {}) => ({
  client_id: id,
  redirect_uris: [CALLBACK],
  token_endpoint_auth_method: 'none',
  first_party: true,
  ...metadata,
})

const CLIENTS = [
  publicClient('spa', { grant_types: ['authorization_code', 'refresh_token'] }),
  publicClient('listed', { step_up_allowed_origins: [EXTRA] }),
  publicClient('native', {
    application_type: 'native',
    redirect_uris: ['com.example.app:/callback', CALLBACK],
  }),
  publicClient('none-listed', { step_up_allowed_origins: [] }),
  {
    client_id: 'web',
    client_secret: SECRET,
    redirect_uris: [CALLBACK],
    first_party: true,
  },
]

describe('pages of other origins', () => {
  let server: TestServer
  before(async () => {
    server = await openTestServer({ clients: CLIENTS })
  })
  after(() => server.close())

  const send = (path: string, origin: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${server.configuration.issuer}${path}`, {
      ...init,
      headers: { Origin: origin, ...(init.headers as Record<string, string>) },
    })

  const allowed = (response: Response): string | null =>
    response.headers.get('access-control-allow-origin')

  const form = (fields: Readonly<Record<string, string>>): RequestInit => ({
    method: 'POST',
    body: new URLSearchParams(fields),
  })

  const redeem = (code: string, origin: string): Promise<Response> =>
    send(
      '/token',
      origin,
      form({
        grant_type: 'authorization_code',
        client_id: 'spa',
        code,
        code_verifier: VERIFIER,
        redirect_uri: CALLBACK,
      }),
    )

  async function codeOf(person: Person): Promise<string> {
    const query = new URLSearchParams({
      client_id: 'spa',
      redirect_uri: CALLBACK,
      response_type: 'code',
      scope: 'openid offline_access',
      prompt: 'consent',
      code_challenge: CHALLENGE,
      code_challenge_method: 'S256',
    })
    const page = await person.browser.open(
      `${server.configuration.issuer}/auth?${query.toString()}`,
    )
    return (await answer(person, page)).arrived?.get('code') ?? ''
  }

  /** Whether a page at `origin` may read an error of the token endpoint for this client. */
  async function mayRead(client: string, origin: string): Promise<boolean> {
    const fields = { grant_type: 'authorization_code', client_id: client, code: 'x' }
    const secret = client === 'web' ? { Authorization: `Basic ${btoa(`web:${SECRET}`)}` } : {}
    const response = await send('/token', origin, { ...form(fields), headers: secret })
    const { error, error_description: text } = (await response.json()) as Record<string, string>
    if (allowed(response) === origin) return true
    assert.equal(allowed(response), null)
    assert.equal(error, 'invalid_request')
    assert.match(text ?? '', /step_up_allowed_origins/)
    return false
  }

  it('read what a browser application is answered, if its redirect URIs are theirs', async () => {
    assert.equal(await mayRead('spa', APP), true)
    for (const origin of [
      STRANGER,
      EXTRA,
      'null',
      'http://127.0.0.1:9',
      'http://localhost:10',
      'https://localhost:9',
    ]) {
      assert.equal(await mayRead('spa', origin), false, origin)
    }
  })

  it('read it if they are listed, and then no others', async () => {
    assert.equal(await mayRead('listed', EXTRA), true)
    assert.equal(await mayRead('listed', APP), false)
    assert.equal(await mayRead('none-listed', APP), false)
  })

  it('read nothing of an application with a secret, or of a native one', async () => {
    assert.equal(await mayRead('web', APP), false)
    assert.equal(await mayRead('native', APP), false)
  })

  it('learn which client ids there are, and no more than the authorization endpoint tells anybody', async () => {
    const answers = async (client: string) => {
      const fields = { grant_type: 'authorization_code', client_id: client, code: 'x' }
      const token = await send('/token', STRANGER, {
        ...form(fields),
        headers: { Authorization: `Basic ${btoa(`${client}:not the secret`)}` },
      })
      const query = new URLSearchParams({
        client_id: client,
        redirect_uri: 'https://evil.example/',
      })
      const page = await fetch(`${server.url}/auth?${query.toString()}`)
      const { error } = (await token.json()) as { error?: string }
      return { token: [token.status, error], names: /redirect_uri/.test(await page.text()) }
    }
    assert.deepEqual(await answers('web'), { token: [400, 'invalid_request'], names: true })
    assert.deepEqual(await answers('nobody'), { token: [401, 'invalid_client'], names: false })
  })

  it('sign in, ask userinfo, renew, and revoke, where a stranger may do nothing of it', async () => {
    const person = await Person.of(server)
    const code = await codeOf(person)
    const refused = await redeem(code, STRANGER)
    assert.equal(refused.status, 400)
    // The code was not used up.
    const response = await redeem(code, APP)
    assert.equal(allowed(response), APP)
    assert.equal(response.headers.get('access-control-allow-credentials'), null)
    assert.match(response.headers.get('vary') ?? '', /origin/i)
    const tokens = (await response.json()) as Record<string, string>
    const access = keepSecret(tokens['access_token'] ?? '')
    const refresh = keepSecret(tokens['refresh_token'] ?? '')

    const headers = { Authorization: `Bearer ${access}` }
    const info = await send('/me', APP, { headers })
    assert.deepEqual([allowed(info), info.status], [APP, 200])
    const stranger = await send('/me', STRANGER, { headers })
    assert.deepEqual([allowed(stranger), stranger.status], [null, 400])

    const renewal = { grant_type: 'refresh_token', client_id: 'spa', refresh_token: refresh }
    const elsewhere = await send('/token', STRANGER, form(renewal))
    assert.deepEqual([allowed(elsewhere), elsewhere.status], [null, 400])
    const renewed = await send('/token', APP, form(renewal))
    const next = (await renewed.json()) as Record<string, string>
    assert.equal(renewed.status, 200)
    const rotated = keepSecret(next['refresh_token'] ?? '')
    assert.notEqual(rotated, refresh)

    const ended = { client_id: 'spa', token: rotated }
    const notTheirs = await send('/token/revocation', STRANGER, form(ended))
    assert.deepEqual([allowed(notTheirs), notTheirs.status], [null, 400])
    const revoked = await send('/token/revocation', APP, form(ended))
    assert.deepEqual([allowed(revoked), revoked.status], [APP, 200])
  })

  it('are told before they ask what they may send', async () => {
    for (const path of ['/token', '/me', '/token/revocation']) {
      const response = await send(path, APP, {
        method: 'OPTIONS',
        headers: {
          'Access-Control-Request-Method': 'POST',
          'Access-Control-Request-Headers': 'authorization,dpop',
        },
      })
      assert.equal(response.status, 204, path)
      assert.equal(allowed(response), APP)
      assert.match(response.headers.get('access-control-allow-headers') ?? '', /dpop/)
    }
  })

  it('read metadata and keys, whoever they are', async () => {
    for (const path of ['/.well-known/openid-configuration', '/jwks']) {
      const response = await send(path, STRANGER)
      assert.deepEqual([allowed(response), response.status], [STRANGER, 200])
      assert.match(response.headers.get('vary') ?? '', /origin/i)
    }
  })

  it('are listed as browsers write them, or the configuration is refused', () => {
    for (const origin of [APP, 'https://app.example.com:8443', 'http://localhost:5173']) {
      assert.ok(isOrigin(origin), origin)
    }
    for (const wrong of [
      '*',
      'null',
      `${APP}/`,
      CALLBACK,
      'https://app.example.com:443',
      'http://app.example.com',
      'https://App.example.com',
      'https://*.example.com',
      'com.example.app:/',
      '',
    ]) {
      assert.ok(!isOrigin(wrong), wrong)
    }
    const client = publicClient('spa', { step_up_allowed_origins: [`${APP}/`] })
    const { error } = clientSchema.safeParse(client)
    assert.match(error?.message ?? '', /step_up_allowed_origins.*as browsers send it/s)
  })
})
