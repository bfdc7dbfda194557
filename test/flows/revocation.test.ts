import { strict as assert } from 'node:assert'
import { basic, postForm } from '../support/raw-client.ts'
import { secretOf, testServer } from '../support/test-server.ts'

describe('a revocation', () => {
  const server = testServer()

  /** RFC 7009 §2.2: the body says nothing. Some libraries parse it all the same, and by its type alone. */
  it('is answered by JSON, as everything else that is answered to programs', async () => {
    const { issuer } = server().configuration
    const response = await fetch(`${issuer}/token/revocation`, {
      method: 'POST',
      headers: { Accept: 'application/json', Authorization: basic('shop', secretOf('shop')) },
      body: new URLSearchParams({
        token: 'one-that-is-not-known',
        token_type_hint: 'access_token',
      }),
    })
    assert.equal(response.status, 200)
    assert.match(response.headers.get('Content-Type') ?? '', /^application\/json(?:;|$)/)
    assert.deepEqual(await response.json(), {})
  })

  it('that is refused says why', async () => {
    const { status, body } = await postForm(server(), '/token/revocation', { token: 'any' })
    assert.deepEqual([status, body['error']], [400, 'invalid_request'])
  })
})
