import { strict as assert } from 'node:assert'
import { SignJWT } from 'jose'
import { Person } from '../support/person.ts'
import { postForm, requestOf } from '../support/raw-client.ts'
import { clientsWith, secretOf, testServer } from '../support/test-server.ts'
import { answer } from '../support/visit.ts'

/** OpenID Connect Core 1.0 §3.1.2.1 and §3.1.3.1, though each of these clients has one redirect URI alone. */
describe('redirect_uri is required', () => {
  const server = testServer({
    clients: clientsWith({ shop: { request_object_signing_alg: 'HS256' } }),
  })
  const secret = secretOf('shop')

  it('of an authorization request, which is answered on a page', async () => {
    const person = await Person.of(server())
    const url = new URL(requestOf(server(), { client_id: 'shop' }))
    url.searchParams.delete('redirect_uri')
    const page = await person.browser.open(url.href)
    assert.deepEqual([page.status, page.arrived], [400, undefined])
    assert.match(page.html, /missing required parameter .*redirect_uri/)
  })

  it('of a pushed request, and of a request object', async () => {
    const pushed = await postForm(server(), '/request', {
      client_id: 'shop',
      client_secret: secret,
      response_type: 'code',
      scope: 'openid',
    })
    assert.deepEqual([pushed.status, pushed.body['error']], [400, 'invalid_request'])
    assert.match(String(pushed.body['error_description']), /redirect_uri/)
    const request = await new SignJWT({
      client_id: 'shop',
      response_type: 'code',
      scope: 'openid',
    })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer('shop')
      .setAudience(server().configuration.issuer)
      .setExpirationTime('1m')
      .sign(Buffer.from(secret))
    const person = await Person.of(server())
    const page = await person.browser.open(requestOf(server(), { client_id: 'shop', request }))
    assert.deepEqual([page.status, page.arrived], [400, undefined])
  })

  it('of a token request', async () => {
    const person = await Person.of(server())
    const page = await person.browser.open(requestOf(server(), { client_id: 'shop' }))
    const { arrived } = await answer(person, page)
    const { status, body } = await postForm(server(), '/token', {
      grant_type: 'authorization_code',
      client_id: 'shop',
      client_secret: secret,
      code: arrived?.get('code') ?? '',
    })
    assert.deepEqual([status, body['error']], [400, 'invalid_request'])
    assert.match(String(body['error_description']), /redirect_uri/)
  })
})
