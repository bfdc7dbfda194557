import { strict as assert } from 'node:assert'
import { createServer, type Server } from 'node:http'
import { SignJWT, exportJWK, generateKeyPair, type CryptoKey } from 'jose'
import { Configuration } from 'openid-client'
import {
  createLogoutTokenReader,
  type ReadLogoutToken,
} from '../../src/kits/relying-party/index.ts'
import { listenOnLoopback, portOf } from '../support/listener.ts'
import { createTestClock } from '../support/test-clock.ts'

const ISSUER = 'https://id.example'
const EVENTS = { 'http://schemas.openid.net/event/backchannel-logout': {} }

describe('a logout token', () => {
  const time = createTestClock()
  let server: Server
  let own: CryptoKey
  let foreign: CryptoKey
  let read: ReadLogoutToken
  let metadata: { issuer: string; jwks_uri: string }

  before(async () => {
    const pair = await generateKeyPair('ES256')
    own = pair.privateKey
    foreign = (await generateKeyPair('ES256')).privateKey
    const jwk = { ...(await exportJWK(pair.publicKey)), alg: 'ES256', use: 'sig', kid: 'a' }
    server = await listenOnLoopback(
      createServer((_request, response) => response.end(JSON.stringify({ keys: [jwk] }))),
    )
    metadata = { issuer: ISSUER, jwks_uri: `http://127.0.0.1:${portOf(server)}/` }
    const client = { id_token_signed_response_alg: 'ES256' }
    const configuration = new Configuration(metadata, 'shop', client)
    read = createLogoutTokenReader({ configuration: async () => configuration, clock: time.clock })
  })
  after(() => {
    server.closeAllConnections()
    server.close()
  })

  interface Made {
    readonly claims?: Readonly<Record<string, unknown>>
    readonly typ?: string
    readonly key?: CryptoKey
  }

  function make({ claims = {}, typ = 'logout+jwt', key = own }: Made = {}): Promise<string> {
    const now = Math.floor(time.now() / 1000)
    const usual = { iss: ISSUER, aud: 'shop', iat: now, exp: now + 120, jti: 'one', events: EVENTS }
    return new SignJWT({ ...usual, sub: 'ada', sid: 'a-session', ...claims })
      .setProtectedHeader({ alg: 'ES256', kid: 'a', typ })
      .sign(key)
  }

  it('names the session that has ended, or the account whose have', async () => {
    assert.deepEqual(await read(await make()), { subject: 'ada', session: 'a-session' })
    assert.deepEqual(await read(await make({ claims: { sid: undefined } })), { subject: 'ada' })
    assert.deepEqual(await read(await make({ claims: { sub: undefined } })), {
      session: 'a-session',
    })
  })

  it('is signed with what the client is registered with, or where it names none with what the provider lists', async () => {
    const reader = (client: object, listed?: readonly string[]): ReadLogoutToken => {
      const named = listed ? { id_token_signing_alg_values_supported: [...listed] } : {}
      const configuration = new Configuration({ ...metadata, ...named }, 'shop', client)
      return createLogoutTokenReader({ configuration, clock: time.clock })
    }
    const token = await make()
    const ended = { subject: 'ada', session: 'a-session' }
    assert.deepEqual(await reader({}, ['RS256', 'ES256'])(token), ended)
    for (const other of [
      reader({}),
      reader({}, ['RS256', 'HS256', 'none']),
      reader({ id_token_signed_response_alg: 'RS256' }, ['RS256', 'ES256']),
    ]) {
      assert.equal(await other(token), undefined)
    }
  })

  const minutes = (count: number): number => Math.floor(time.now() / 1000) + count * 60
  for (const [what, made] of [
    ['is of another issuer', () => ({ claims: { iss: 'https://other.example' } })],
    ['is for another relying party', () => ({ claims: { aud: 'bank' } })],
    ['is signed with another key', () => ({ key: foreign })],
    ['is an id_token by its type', () => ({ typ: 'JWT' })],
    ['is an id_token by its nonce', () => ({ claims: { nonce: 'n' } })],
    ['is of no event', () => ({ claims: { events: {} } })],
    ['has no events', () => ({ claims: { events: undefined } })],
    ['has no name', () => ({ claims: { jti: undefined } })],
    ['names nobody', () => ({ claims: { sub: undefined, sid: undefined } })],
    ['has expired', () => ({ claims: { iat: minutes(-3), exp: minutes(-1) } })],
    [
      'is old, whatever it says of its end',
      () => ({ claims: { iat: minutes(-5), exp: minutes(60) } }),
    ],
    ['lies ahead', () => ({ claims: { iat: minutes(5), exp: minutes(7) } })],
  ] as const satisfies readonly (readonly [string, () => Made])[]) {
    it(`ends nothing that ${what}`, async () => {
      assert.equal(await read(await make(made())), undefined)
    })
  }

  it('ends nothing that is none at all', async () => {
    for (const text of ['', 'a.b.c', 'nonsense']) assert.equal(await read(text), undefined)
  })
})
