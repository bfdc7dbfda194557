import { strict as assert } from 'node:assert'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SignJWT } from 'jose'
import * as client from 'openid-client'
import { Secret } from '../../src/kernel/secret.ts'
import { UNPROTECTED } from '../../src/server/protocol/unprotected-codes.ts'
import { Person } from '../support/person.ts'
import { postForm, requestOf } from '../support/raw-client.ts'
import { openSharedRedis, type SharedRedis } from '../support/shared-redis.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { createTestClock } from '../support/test-clock.ts'
import {
  CALLBACK,
  clientsWith,
  openTestServer,
  secretOf,
  testServer,
  type TestServer,
} from '../support/test-server.ts'
import { answer, type Parameters } from '../support/visit.ts'

const PHONE = {
  client_id: 'phone',
  redirect_uris: [CALLBACK],
  token_endpoint_auth_method: 'none',
  first_party: true,
} as const

const CLIENTS = [
  ...clientsWith({
    shop: { request_object_signing_alg: 'HS256' },
    bank: { require_pkce: true, step_up_minimum_acr: 'urn:step-up:1fa' },
  }),
  PHONE,
]

const SHOP = { client_id: 'shop', client_secret: secretOf('shop') }

const challengeOf = async (verifier: string): Promise<Parameters> => ({
  code_challenge: await client.calculatePKCECodeChallenge(verifier),
  code_challenge_method: 'S256',
})

const newVerifier = (): string => keepSecret(client.randomPKCECodeVerifier())

/** Sends somebody with a request, signs them in, and has what the application gets. */
async function arrivalOf(person: Person, parameters: Parameters): Promise<URLSearchParams> {
  const page = await person.browser.open(requestOf(person.server, parameters))
  const { arrived, heading } = await answer(person, page)
  assert.ok(arrived, `the browser came back, and is not at "${heading}"`)
  return arrived
}

const exchange = (server: TestServer, fields: Parameters) =>
  postForm(server, '/token', {
    grant_type: 'authorization_code',
    redirect_uri: CALLBACK,
    ...fields,
  })

const namedIn = (server: TestServer): unknown[] =>
  server.log().flatMap(({ msg, clientId }) => (msg === UNPROTECTED ? [clientId] : []))

describe('PKCE', () => {
  const server = testServer({ clients: CLIENTS })

  it('need not be sent by a client with a secret, nor a nonce (OpenID Connect Core)', async () => {
    const person = await Person.of(server())
    const arrived = await arrivalOf(person, { client_id: 'shop' })
    const { status, body } = await exchange(server(), { ...SHOP, code: arrived.get('code') ?? '' })
    assert.equal(status, 200)
    assert.equal(typeof body['id_token'], 'string')
  })

  it('is looked at where it is sent, and cannot be taken away on the way (RFC 9700 §4.8)', async () => {
    const person = await Person.of(server())
    const verifier = newVerifier()
    const bound = await challengeOf(verifier)
    for (const [asked, sent, error] of [
      [bound, { code_verifier: verifier }, undefined],
      [bound, {}, 'invalid_grant'],
      [bound, { code_verifier: newVerifier() }, 'invalid_grant'],
      [{}, { code_verifier: verifier }, 'invalid_grant'],
    ] as const) {
      const arrived = await arrivalOf(person, { client_id: 'shop', ...asked })
      const code = arrived.get('code') ?? ''
      const { body } = await exchange(server(), { ...SHOP, code, ...sent })
      assert.equal(body['error'], error)
    }
  })

  it('is S256 or nothing, of everybody', async () => {
    const person = await Person.of(server())
    const { code_challenge: challenge } = await challengeOf(newVerifier())
    for (const [id, method] of [
      ['shop', { code_challenge_method: 'plain' }],
      ['shop', {}],
      ['phone', { code_challenge_method: 'plain' }],
      ['phone', {}],
    ] as const) {
      const url = requestOf(server(), { client_id: id, code_challenge: challenge ?? '', ...method })
      const { arrived } = await person.browser.open(url)
      assert.equal(arrived?.get('error'), 'invalid_request', id)
      assert.match(arrived?.get('error_description') ?? '', /code_challenge_method/)
    }
    const metadata = await fetch(
      `${server().configuration.issuer}/.well-known/openid-configuration`,
    )
    const { code_challenge_methods_supported: methods } = (await metadata.json()) as {
      code_challenge_methods_supported: unknown
    }
    assert.deepEqual(methods, ['S256'])
  })

  describe('is demanded', () => {
    /** What is said of a request without it: to the application, with what to send and the option that wants it. */
    const refused = (arrived: URLSearchParams | undefined, option: RegExp): void => {
      assert.equal(arrived?.get('error'), 'invalid_request')
      const description = arrived.get('error_description') ?? ''
      assert.match(description, /^code_challenge is missing: .*code_challenge_method=S256$/)
      assert.match(description, option)
    }

    it('of public clients, whatever they send instead', async () => {
      const person = await Person.of(server())
      const url = requestOf(server(), { client_id: 'phone', nonce: 'a nonce', state: 'x' })
      refused((await person.browser.open(url)).arrived, /token_endpoint_auth_method: none/)
    })

    it('of a client with require_pkce, which signs in with it', async () => {
      const person = await Person.of(server())
      const url = requestOf(server(), { client_id: 'bank', nonce: 'a nonce' })
      refused((await person.browser.open(url)).arrived, /require_pkce: true/)
      const arrived = await arrivalOf(person, {
        client_id: 'bank',
        ...(await challengeOf(newVerifier())),
      })
      assert.ok(arrived.has('code'))
    })

    it('of pushed requests and request objects as well', async () => {
      const pushed = await postForm(server(), '/request', {
        client_id: 'bank',
        client_secret: secretOf('bank'),
        response_type: 'code',
        redirect_uri: CALLBACK,
        scope: 'openid',
      })
      assert.equal(pushed.status, 400)
      assert.match(String(pushed.body['error_description']), /require_pkce: true/)
      const always = await openTestServer({ clients: CLIENTS, pkce: 'always' })
      try {
        const { issuer } = always.configuration
        const request = await new SignJWT({
          client_id: 'shop',
          redirect_uri: CALLBACK,
          response_type: 'code',
          scope: 'openid',
        })
          .setProtectedHeader({ alg: 'HS256' })
          .setIssuer('shop')
          .setAudience(issuer)
          .setExpirationTime('1m')
          .sign(Buffer.from(secretOf('shop')))
        const person = await Person.of(always)
        const url = requestOf(always, { client_id: 'shop', scope: 'openid', request })
        refused((await person.browser.open(url)).arrived, /pkce: always/)
        refused(
          (await person.browser.open(requestOf(always, { client_id: 'shop' }))).arrived,
          /pkce: always/,
        )
      } finally {
        await always.close()
      }
    })
  })
})

/** Where a second node looks for what the first has said. */
for (const kind of ['SQLite', 'Redis'] as const) {
  describe(`a client that sends neither PKCE nor nonce, on two nodes on ${kind}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'oidc-step-up-'))
    const time = createTestClock()
    let redis: SharedRedis | undefined
    let nodes: readonly TestServer[] = []
    before(async () => {
      redis = kind === 'Redis' ? await openSharedRedis() : undefined
      const store = redis && ({ kind: 'redis', url: new Secret(redis.url) } as const)
      const settings = { clients: CLIENTS, ...(store ? { store } : {}) }
      nodes = [
        await openTestServer(settings, { folder, time }),
        await openTestServer(settings, { folder, time }),
      ]
    })
    after(async () => {
      await Promise.all(nodes.map((node) => node.close()))
      await redis?.close()
      rmSync(folder, { recursive: true, force: true })
    })

    async function signInAt(node: TestServer, parameters: Parameters): Promise<void> {
      const arrived = await arrivalOf(await Person.of(node), parameters)
      assert.ok(arrived.has('code'))
    }

    it('is named in the log once a day, whichever it comes to', async () => {
      const [first, second] = nodes
      assert.ok(first && second)
      await signInAt(first, { client_id: 'forum', nonce: 'a nonce' })
      await signInAt(first, { client_id: 'forum', ...(await challengeOf(newVerifier())) })
      assert.deepEqual(namedIn(first), [])
      await signInAt(first, { client_id: 'shop' })
      await until(() => namedIn(first).length > 0)
      await signInAt(first, { client_id: 'shop' })
      await signInAt(second, { client_id: 'shop' })
      // That one is named there says that all before it was looked at.
      await signInAt(second, { client_id: 'kiosk' })
      await until(() => namedIn(second).length > 0)
      assert.deepEqual([namedIn(first), namedIn(second)], [['shop'], ['kiosk']])
      assert.match(UNPROTECTED, /RFC 9700 section 2\.1\.1/)
      assert.match(UNPROTECTED, /code_challenge_method=S256.*require_pkce: true/)
    })
  })
}

/** What an answer does not wait for is soon done. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5))
}
