import { strict as assert } from 'node:assert'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { Secret } from '../../src/kernel/secret.ts'
import type { Page } from '../support/browser.ts'
import { Person } from '../support/person.ts'
import { postForm, requestOf } from '../support/raw-client.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { openSharedRedis, type SharedRedis } from '../support/shared-redis.ts'
import { CALLBACK, clientsWith, openTestServer, type TestServer } from '../support/test-server.ts'
import { answer, stepOf, type Parameters } from '../support/visit.ts'

const FORM_CALLBACK = 'https://app.example.com/callback'

const CLASSIC = {
  client_id: 'classic',
  client_secret: keepSecret('a-secret-of-the-classic-and-nobody-else'),
  redirect_uris: [FORM_CALLBACK],
  response_types: ['id_token'],
  id_token_signed_response_alg: 'ES256',
  first_party: true,
} as const

const BOTH = { ...CLASSIC, client_id: 'both', response_types: ['code', 'id_token'] } as const

const STRICT = { ...CLASSIC, client_id: 'strict', step_up_minimum_acr: 'urn:step-up:2fa' } as const

const ASKED: Parameters = {
  client_id: 'classic',
  response_type: 'id_token',
  response_mode: 'form_post',
  redirect_uri: FORM_CALLBACK,
  nonce: 'a nonce',
  state: 'a state',
}

/** What a browser would send to the application. */
function sentBy(page: Page): Readonly<Record<string, string>> {
  const form = page.forms.find(({ action }) => action === FORM_CALLBACK)
  assert.ok(form, `a form goes back, and the page is not "${page.heading}"`)
  return form.fields
}

for (const [store, start] of Object.entries({ SQLite: undefined, Redis: openSharedRedis }))
  describe(`an ID token by form_post, on ${store}`, () => {
    let redis: SharedRedis | undefined
    let opened: TestServer
    before(async () => {
      redis = await start?.()
      const kept = redis && { store: { kind: 'redis', url: new Secret(redis.url) } as const }
      opened = await openTestServer({
        clients: [...clientsWith({}), CLASSIC, BOTH, STRICT],
        ...kept,
      })
    })
    after(async () => {
      await opened.close()
      await redis?.close()
    })
    const server = () => opened

    const ask = async (person: Person, parameters: Parameters): Promise<Page> => {
      const page = await person.browser.open(requestOf(server(), { ...ASKED, ...parameters }))
      return page.arrived ? page : answer(person, page)
    }

    it('comes alone: with the nonce, signed by an asymmetric key, without code and access token', async () => {
      const person = await Person.of(server())
      const fields = sentBy(await ask(person, { scope: 'openid email' }))
      assert.deepEqual(Object.keys(fields).toSorted(), ['id_token', 'state'])
      const idToken = keepSecret(fields['id_token'] ?? '')
      assert.equal(decodeProtectedHeader(idToken).alg, 'ES256')
      const claims = decodeJwt(idToken)
      assert.deepEqual(
        [claims.sub, claims.aud, claims['nonce'], claims['acr'], claims['amr']],
        [person.account.id, 'classic', 'a nonce', 'urn:step-up:1fa', ['pwd']],
      )
      // What its scopes give stands here: there is no other place (OpenID Connect Core 1.0 §5.4).
      assert.equal(claims['email'], person.account.login)
      assert.deepEqual([claims['at_hash'], claims['c_hash']], [undefined, undefined])
    })

    it('is not given without a nonce', async () => {
      const { nonce: _, ...parameters } = ASKED
      const person = await Person.of(server())
      const fields = sentBy(await person.browser.open(requestOf(server(), parameters)))
      assert.equal(fields['error'], 'invalid_request')
      assert.match(fields['error_description'] ?? '', /nonce/)
    })

    it('is given into no address, whatever the request asks for and however it comes', async () => {
      const person = await Person.of(server())
      for (const mode of ['fragment', 'query', undefined]) {
        const { response_mode: _, ...others } = ASKED
        const parameters = { ...others, ...(mode === undefined ? {} : { response_mode: mode }) }
        const response = await person.browser.send(requestOf(server(), parameters))
        const address = response.headers.get('Location') ?? ''
        assert.ok(address.startsWith(FORM_CALLBACK), address)
        assert.match(address, /error=invalid_request/)
        assert.doesNotMatch(address, /id_token=/)

        const pushed = await postForm(server(), '/request', {
          ...parameters,
          scope: 'openid',
          client_secret: CLASSIC.client_secret,
        })
        assert.deepEqual([pushed.status, pushed.body['error']], [400, 'invalid_request'])
      }
      const url = requestOf(server(), { ...ASKED, response_mode: 'fragment' })
      const location = (await person.browser.send(url)).headers.get('Location') ?? ''
      const told = new URLSearchParams(new URL(location).hash.slice(1))
      assert.match(told.get('error_description') ?? '', /response_mode=form_post/)
    })

    it('is given to no client that is not registered with it, and that one gets no code', async () => {
      const person = await Person.of(server())
      const others = { ...ASKED, client_id: 'shop', redirect_uri: CALLBACK }
      const page = await person.browser.open(requestOf(server(), others))
      assert.match(page.html, /response_types/)
      const code = await person.browser.open(
        requestOf(server(), { ...ASKED, response_type: 'code' }),
      )
      assert.equal(sentBy(code)['error'], 'invalid_request')
      const token = await postForm(server(), '/token', {
        grant_type: 'authorization_code',
        client_id: 'classic',
        client_secret: CLASSIC.client_secret,
        code: 'any',
        redirect_uri: FORM_CALLBACK,
      })
      assert.match(String(token.body['error_description']), /not allowed for this client/)
    })

    it('stands beside codes, for a client that is registered with both', async () => {
      const person = await Person.of(server())
      assert.ok(sentBy(await ask(person, { client_id: 'both' }))['id_token'])
      const code = await ask(person, { client_id: 'both', response_type: 'code' })
      assert.ok(sentBy(code)['code'])
    })

    const TWO = 'urn:step-up:2fa'
    const essential = {
      claims: JSON.stringify({ id_token: { acr: { essential: true, value: TWO } } }),
    }

    it('has the class that is demanded, by the request or of the client', async () => {
      const person = await Person.of(server())
      const phone = await person.addDevice('Phone')
      for (const parameters of [essential, { client_id: 'strict' }]) {
        const visitor = person.elsewhere()
        const page = await visitor.browser.open(requestOf(server(), { ...ASKED, ...parameters }))
        const fields = sentBy(await answer(visitor, page, phone))
        const claims = decodeJwt(keepSecret(fields['id_token'] ?? ''))
        assert.deepEqual([claims['acr'], claims['amr']], [TWO, ['pwd', 'otp', 'mfa']])
      }
    })

    it('is asked up to it in a live session, and is not given below it where nobody can be asked', async () => {
      const person = await Person.of(server())
      sentBy(await ask(person, {}))
      for (const parameters of [essential, { client_id: 'strict' }]) {
        const silent = sentBy(await ask(person, { ...parameters, prompt: 'none' }))
        assert.deepEqual([silent['error'], silent['id_token']], ['interaction_required', undefined])
        const page = await person.browser.open(requestOf(server(), { ...ASKED, ...parameters }))
        assert.equal(stepOf(page), 'device')
      }
    })

    it('is an error where the class cannot be had by anybody', async () => {
      const person = await Person.of(server())
      const acr = { essential: true, value: 'urn:unheard-of' }
      const fields = sentBy(await ask(person, { claims: JSON.stringify({ id_token: { acr } }) }))
      assert.equal(fields['error'], 'unmet_authentication_requirements')
      assert.equal(fields['state'], 'a state')
      assert.notEqual(fields['error_description'] ?? '', '')
      assert.equal(fields['id_token'], undefined)
    })

    it('is for whom its hint names, and for nobody else', async () => {
      const person = await Person.of(server())
      const hint = keepSecret(sentBy(await ask(person, {}))['id_token'] ?? '')
      assert.ok(sentBy(await ask(person, { id_token_hint: hint, prompt: 'none' }))['id_token'])
      const other = await Person.of(server())
      sentBy(await ask(other, {}))
      const refused = sentBy(await ask(other, { id_token_hint: hint, prompt: 'none' }))
      assert.equal(refused['error'], 'login_required')
    })

    it('cannot be registered with a symmetric signature, or with an address on this machine', async () => {
      for (const wrong of [
        { id_token_signed_response_alg: 'HS256' },
        { redirect_uris: [CALLBACK] },
        { redirect_uris: ['http://app.example.com/callback'] },
      ]) {
        await assert.rejects(openTestServer({ clients: [{ ...CLASSIC, ...wrong }] }), {
          name: 'ConfigurationError',
        })
      }
    })

    it('is in the metadata, with the ways in which it comes', async () => {
      const { issuer } = server().configuration
      const response = await fetch(`${issuer}/.well-known/openid-configuration`)
      const metadata = (await response.json()) as Record<string, readonly string[]>
      assert.deepEqual(metadata['response_types_supported'], ['code', 'none', 'id_token'])
      assert.deepEqual(metadata['response_modes_supported'], ['form_post', 'fragment', 'query'])
      assert.ok(metadata['grant_types_supported']?.includes('implicit'))
    })
  })
