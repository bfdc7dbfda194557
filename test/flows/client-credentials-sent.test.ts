import { strict as assert } from 'node:assert'
import { request } from 'node:http'
import { UNENCODED } from '../../src/server/protocol/basic-credentials.ts'
import { Person } from '../support/person.ts'
import { basic, postForm, requestOf } from '../support/raw-client.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { CALLBACK, clientsWith, secretOf, testServer } from '../support/test-server.ts'
import { answer, type Parameters } from '../support/visit.ts'

const CHALLENGE = {
  code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  code_challenge_method: 'S256',
}
/** Of that challenge: RFC 7636 Appendix B. */
const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'

const PLUS = keepSecret('a+secret+of+the+plus%41%and nobody else')

const CLIENTS = [
  ...clientsWith({}),
  {
    client_id: 'phone/app',
    redirect_uris: [CALLBACK],
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'urn:ietf:params:oauth:grant-type:device_code'],
    first_party: true,
  },
  {
    client_id: 'plus',
    client_secret: PLUS,
    redirect_uris: [],
    response_types: [],
    grant_types: ['client_credentials'],
    first_party: true,
  },
  {
    client_id: 'urn:plus',
    client_secret: PLUS,
    redirect_uris: [],
    response_types: [],
    grant_types: ['client_credentials'],
    first_party: true,
  },
]

const encoded = (id: string, secret: string): string =>
  basic(encodeURIComponent(id), encodeURIComponent(secret).replaceAll('%20', '+'))

describe('HTTP Basic', () => {
  const server = testServer({ clients: CLIENTS })

  describe('with an empty secret', () => {
    async function codeFor(person: Person): Promise<Parameters> {
      const asked = { client_id: 'phone/app', ...CHALLENGE }
      const { arrived } = await answer(
        person,
        await person.browser.open(requestOf(server(), asked)),
      )
      return {
        grant_type: 'authorization_code',
        redirect_uri: CALLBACK,
        code: arrived?.get('code') ?? '',
        code_verifier: VERIFIER,
      }
    }

    it('is no authentication of a public client, with its id in the body and without', async () => {
      const person = await Person.of(server())
      for (const [header, fields] of [
        [encoded('phone/app', ''), {}],
        [basic('phone/app', ''), { client_id: 'phone/app' }],
      ] as const) {
        const sent = { ...(await codeFor(person)), ...fields }
        const { status, body } = await postForm(server(), '/token', sent, { Authorization: header })
        assert.equal(status, 200, JSON.stringify(body))
        assert.equal(typeof body['id_token'], 'string')
      }
    })

    it('nor is it where a body comes in pieces, of no length that was announced', async () => {
      const person = await Person.of(server())
      const body = new URLSearchParams(await codeFor(person)).toString()
      const status = await new Promise<number | undefined>((resolve, reject) => {
        const headers = {
          Authorization: encoded('phone/app', ''),
          'Content-Type': 'application/x-www-form-urlencoded',
        }
        const sending = request(
          `${server().configuration.issuer}/token`,
          { method: 'POST', headers },
          (response) => {
            response.resume().on('end', () => {
              resolve(response.statusCode)
            })
          },
        ).on('error', reject)
        sending.write(body.slice(0, 20))
        setImmediate(() => sending.end(body.slice(20)))
      })
      assert.equal(status, 200)
    })

    it('nor at the other endpoints at which clients ask', async () => {
      const headers = { Authorization: encoded('phone/app', '') }
      const asked = { response_type: 'code', redirect_uri: CALLBACK, scope: 'openid', ...CHALLENGE }
      for (const [path, fields, status] of [
        ['/request', asked, 201],
        ['/device/auth', { scope: 'openid' }, 200],
        ['/token/revocation', { token: 'any' }, 200],
        ['/token/introspection', { token: 'any' }, 200],
      ] as const) {
        const answered = await postForm(server(), path, fields, headers)
        assert.equal(answered.status, status, `${path} ${JSON.stringify(answered.body)}`)
      }
    })

    it('lets nobody in as a client that has a secret, or as two clients', async () => {
      for (const [header, fields, error] of [
        [basic('shop', ''), {}, 'invalid_request'],
        [basic('shop', ''), { client_id: 'shop' }, 'invalid_request'],
        [basic('nobody', ''), {}, 'invalid_request'],
        [encoded('phone/app', ''), { client_id: 'shop' }, 'invalid_request'],
        [encoded('phone/app', 'a guess'), {}, 'invalid_client'],
      ] as const) {
        const sent = { grant_type: 'authorization_code', code: 'any', ...fields }
        const { status, body } = await postForm(server(), '/token', sent, { Authorization: header })
        assert.ok(status === 400 || status === 401)
        assert.equal(body['error'], error, header)
      }
    })
  })

  describe('with a secret that was not form-encoded', () => {
    const named = (): unknown[] =>
      server()
        .log()
        .flatMap(({ msg, clientId }) => (msg === UNENCODED ? [clientId] : []))

    const sent = (header: string, fields: Parameters = {}) =>
      postForm(
        server(),
        '/token',
        { grant_type: 'client_credentials', ...fields },
        { Authorization: header },
      )

    it('is refused, and the log says that it would have fitted', async () => {
      assert.equal((await sent(encoded('plus', PLUS))).status, 200)
      assert.equal((await sent(encoded('urn:plus', PLUS))).status, 200)
      // What is no escape at all, and what is another secret when it is decoded.
      for (const header of [
        basic('plus', PLUS),
        basic('plus', encodeURIComponent(PLUS).replaceAll('%2B', '+')),
        basic('plus', 'a guess+of%41somebody'),
        basic('shop', `${secretOf('shop')}+`),
      ]) {
        assert.notEqual((await sent(header)).status, 200)
      }
      while (named().length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
      // One that comes after all of them says that they were looked at.
      await sent(basic('plus', PLUS))
      while (named().length < 2) await new Promise((resolve) => setTimeout(resolve, 5))
      assert.deepEqual(named(), ['plus', 'plus'])
    })
  })
})
