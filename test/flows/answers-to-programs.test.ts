import { strict as assert } from 'node:assert'
import { basic } from '../support/raw-client.ts'
import { CALLBACK, secretOf, testServer } from '../support/test-server.ts'

const CODE = { code: 'unknown', redirect_uri: CALLBACK }

/** What Java's `HttpURLConnection` sends for a program that names nothing. */
const JAVA = 'text/html, image/gif, image/jpeg, */*; q=0.2'

describe('a program', () => {
  const server = testServer()

  const post = (
    path: string,
    fields: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>>,
  ): Promise<Response> =>
    fetch(`${server().configuration.issuer}${path}`, {
      method: 'POST',
      headers,
      body: new URLSearchParams(fields),
    })

  const shop = basic('shop', secretOf('shop'))
  for (const Accept of [JAVA, 'text/html', 'image/png', '*/*']) {
    for (const [path, error, fields] of [
      ['/token', 'invalid_grant', { grant_type: 'authorization_code', ...CODE }],
      ['/token', 'unsupported_grant_type', { grant_type: 'password' }],
      ['/me', 'invalid_token', {}],
      ['/token/introspection', 'invalid_request', {}],
      ['/token/revocation', 'invalid_request', {}],
      ['/request', 'invalid_request', { client_id: 'shop', response_type: 'code' }],
      ['/device/auth', 'invalid_request', {}],
    ] as const) {
      it(`that accepts ${Accept} is answered ${error} at ${path} by JSON`, async () => {
        const authorization = path === '/me' ? {} : { Authorization: shop }
        const response = await post(path, fields, { Accept, ...authorization })
        assert.equal(response.headers.get('Content-Type'), 'application/json; charset=utf-8')
        const body = (await response.json()) as Record<string, unknown>
        assert.equal(body['error'], error, JSON.stringify(body))
        assert.ok(body['error_description'])
      })
    }

    /** RFC 7009 §2.2: the body says nothing. Some libraries parse it all the same, and by its type alone. */
    it(`that accepts ${Accept} is answered by an empty object where a token was revoked`, async () => {
      const fields = { token: 'one-that-is-not-known', token_type_hint: 'access_token' }
      const response = await post('/token/revocation', fields, { Accept, Authorization: shop })
      assert.equal(response.status, 200)
      assert.equal(response.headers.get('Content-Type'), 'application/json; charset=utf-8')
      assert.deepEqual(await response.json(), {})
    })
  }

  it('that sends a value which is too long is answered by JSON, too', async () => {
    const fields = { client_id: 'shop', state: 'x'.repeat(3000) }
    const response = await post('/request', fields, { Accept: JAVA, Authorization: shop })
    assert.equal(response.headers.get('Content-Type'), 'application/json; charset=utf-8')
    assert.match(
      await response.text(),
      /^{"error":"invalid_request","error_description":"the parameter state is longer/,
    )
  })
})
