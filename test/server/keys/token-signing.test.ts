import { generateKeyPairSync, type JsonWebKey } from 'node:crypto'
import { expect } from 'chai'
import { dateOf, plusSeconds, systemClock } from '../../../src/kernel/instant.ts'
import { Secret } from '../../../src/kernel/secret.ts'
import type { Keys } from '../../../src/server/config/configuration.ts'
import { algorithmsOf } from '../../../src/server/keys/algorithms.ts'
import { newSigningKey } from '../../../src/server/keys/first-keys.ts'
import { digestOf, keysInUse } from '../../../src/server/keys/in-use.ts'
import { makeKeys, missingAlgorithms } from '../../../src/server/keys/make-key.ts'
import {
  losesRs256,
  signingNote,
  tokenAlgorithm,
  unsignable,
  type SigningOptions,
} from '../../../src/server/keys/token-signing.ts'
import { RSA_KEY } from '../../support/test-keys.ts'

const NOW = systemClock()
const ES256 = newSigningKey('ES256')
const ED25519: JsonWebKey = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })
const P384: JsonWebKey = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey.export({
  format: 'jwk',
})
const waiting = (jwk: JsonWebKey): JsonWebKey => ({
  ...jwk,
  from: dateOf(plusSeconds(NOW, 60)).toISOString(),
})

const keysOf = (...signing: JsonWebKey[]): Keys => ({
  signing: new Secret({ keys: signing }),
  cookies: new Secret([{ key: 'a' }]),
  sealing: [],
})
const inUse = (...signing: JsonWebKey[]) => keysInUse(keysOf(...signing), NOW)

const client = (metadata: object = {}) => ({ client_id: 'shop', first_party: true, ...metadata })
const api = (further: object = {}) => ({
  identifier: 'https://api.example.com',
  scopes: ['a'],
  accessTokenFormat: 'jwt' as const,
  accessTokenLifetime: 600,
  ...further,
})
const options = (given: Partial<SigningOptions> = {}): SigningOptions => ({
  clients: [],
  resources: [],
  ...given,
})

describe('what tokens are signed with', () => {
  it('is RS256, unless the option says otherwise or no key whose time has come signs it', () => {
    const both = inUse(ES256, RSA_KEY)
    expect(tokenAlgorithm({}, both)).equal('RS256')
    expect(tokenAlgorithm({ idTokenSigning: 'ES256' }, both)).equal('ES256')
    expect(tokenAlgorithm({}, inUse(ES256))).equal('ES256')
    expect(tokenAlgorithm({}, inUse(ES256, waiting(RSA_KEY)))).equal('ES256')
    expect(tokenAlgorithm({}, inUse(waiting(RSA_KEY)))).equal('RS256')
    expect(tokenAlgorithm({}, inUse(ED25519))).equal('RS256')
  })

  it('changes when the time of a key comes, wherever it stands', () => {
    const keys = keysOf(ES256, waiting(RSA_KEY))
    const later = keysInUse(keys, plusSeconds(NOW, 60))
    expect(tokenAlgorithm({}, later)).equal('RS256')
    expect(digestOf(later)).not.equal(digestOf(keysInUse(keys, NOW)))
  })

  it('is known of each kind of key as the library has it', () => {
    expect(algorithmsOf(RSA_KEY)).deep.equal(['RS256'])
    const { alg: _, ...any } = RSA_KEY
    expect(algorithmsOf(any)).include.members(['RS256', 'PS256'])
    expect(algorithmsOf({ ...RSA_KEY, use: 'enc' })).deep.equal([])
    expect(algorithmsOf({ ...RSA_KEY, key_ops: ['verify'] })).deep.equal([])
    expect(algorithmsOf({ ...ES256, alg: 'RS256' })).deep.equal([])
    expect(algorithmsOf(ED25519)).deep.equal(['EdDSA', 'Ed25519'])
    expect(algorithmsOf(P384)).deep.equal(['ES384'])
  })
})

describe('what the keys cannot sign', () => {
  const named = { id_token_signed_response_alg: 'RS256' }

  for (const [what, given, keys, path, key] of [
    [
      'the option',
      { idTokenSigning: 'RS256' },
      [ES256],
      'idTokenSigning',
      'RS256 takes an RSA key',
    ],
    [
      'the option',
      { idTokenSigning: 'ES256' },
      [RSA_KEY],
      'idTokenSigning',
      'ES256 takes an EC P-256 key',
    ],
    [
      'a client',
      { clients: [client(named)] },
      [ES256],
      'clients[0] (shop).id_token_signed_response_alg',
      'RS256 takes an RSA key',
    ],
    [
      'a client that names none',
      { clients: [client()] },
      [ED25519],
      'clients[0] (shop)',
      'RS256 takes an RSA key',
    ],
    [
      'userinfo',
      { clients: [client({ userinfo_signed_response_alg: 'ES256' })] },
      [RSA_KEY],
      'clients[0] (shop).userinfo_signed_response_alg',
      'ES256 takes an EC P-256 key',
    ],
    [
      'introspection',
      { clients: [client({ introspection_signed_response_alg: 'PS256' })] },
      [RSA_KEY],
      'clients[0] (shop).introspection_signed_response_alg',
      'PS256 takes an RSA key with "alg": "PS256"',
    ],
    [
      'an API',
      { resources: [api({ accessTokenSigning: 'ES256' })] },
      [RSA_KEY],
      'resources[0] (https://api.example.com)',
      'ES256 takes an EC P-256 key',
    ],
    [
      'an API that names none',
      { resources: [api()] },
      [ED25519],
      'resources[0] (https://api.example.com)',
      'RS256 takes an RSA key',
    ],
    ['any ID token', {}, [P384], 'keys.signing', 'RS256 takes an RSA key'],
  ] as const) {
    it(`is told of ${what}, with the key that is missing (${path})`, () => {
      const problems = unsignable(options(given), inUse(...keys))
      expect(problems.map((one) => one.path)).deep.equal([path])
      expect(problems[0]?.problem).include(key).and.include('keys.signing')
      if (!key.startsWith('PS')) {
        expect(problems[0]?.problem).include('oidc-step-up keys rotate signing')
      }
    })
  }

  it('is told of a client under FAPI 2.0, which gets ES256 whatever the others get', () => {
    const given = options({ clients: [client({ step_up_profile: 'fapi2' })] })
    const [problem] = unsignable(given, inUse(RSA_KEY))
    expect(problem?.path).equal('clients[0] (shop).id_token_signed_response_alg')
    expect(problem?.problem).include('ES256 takes an EC P-256 key')
    expect(unsignable(given, inUse(ES256))).deep.equal([])
    expect(signingNote({ ...given, keys: keysOf(ES256) }, inUse(ES256))).equal(undefined)
  })

  it('is nothing of clients and APIs that name no algorithm, with the keys of a version that made ES256 alone', () => {
    const given = options({ clients: [client()], resources: [api()] })
    expect(unsignable(given, inUse(ES256))).deep.equal([])
    expect(unsignable(given, inUse(ES256, RSA_KEY))).deep.equal([])
  })

  it('is nothing that is opaque, symmetric, or signed by a key whose time has not come', () => {
    const hs256 = client({ id_token_signed_response_alg: 'HS256' })
    const opaque = api({ accessTokenFormat: 'opaque', accessTokenSigning: 'ES256' })
    expect(
      unsignable(options({ clients: [hs256], resources: [opaque] }), inUse(RSA_KEY)),
    ).deep.equal([])
    const given = options({ clients: [client(named)] })
    expect(unsignable(given, inUse(ES256, waiting(RSA_KEY)))).deep.equal([])
  })
})

describe('what an operator is told of keys without RS256', () => {
  const note = (given: Partial<SigningOptions>, ...signing: JsonWebKey[]) =>
    signingNote({ ...options(given), keys: keysOf(...signing) }, inUse(...signing))

  it('names who follows, how to keep it, and how to move', () => {
    const given = {
      clients: [client(), client({ client_id: 'b', id_token_signed_response_alg: 'ES256' })],
    }
    expect(note(given, ES256))
      .match(/^keys\.signing has no RSA key: shop get ES256/)
      .and.include('idTokenSigning: ES256')
      .and.include('keys rotate signing')
    expect(note(given, ES256, waiting(RSA_KEY))).match(
      /^shop get RS256 instead of ES256 from \d{4}-/,
    )
  })

  it('is nothing where it was decided, or where nobody follows', () => {
    expect(note({ clients: [client()], idTokenSigning: 'ES256' }, ES256)).equal(undefined)
    expect(note({}, ES256)).equal(undefined)
    expect(note({ clients: [client()] }, ES256, RSA_KEY)).equal(undefined)
  })

  it('knows when other keys would take RS256 away from somebody', () => {
    const given = options({ clients: [client()] })
    expect(losesRs256(given, inUse(RSA_KEY), inUse(ES256))).equal(true)
    expect(losesRs256(given, inUse(ES256), inUse(RSA_KEY))).equal(false)
    expect(losesRs256(options(), inUse(RSA_KEY), inUse(ES256))).equal(false)
    expect(losesRs256({ ...given, idTokenSigning: 'ES256' }, inUse(RSA_KEY), inUse(ES256))).equal(
      false,
    )
  })
})

describe('the next signing keys', () => {
  it('bring a kind that is missing, and another of each that there is', () => {
    const types = (...signing: JsonWebKey[]) =>
      makeKeys('signing', keysOf(...signing), NOW, NOW).map((jwk) => ('alg' in jwk ? jwk.alg : ''))
    expect(types(ES256)).deep.equal(['ES256', 'RS256'])
    expect(types(RSA_KEY)).deep.equal(['RS256', 'ES256'])
    expect(types(RSA_KEY, ES256)).deep.equal(['RS256', 'ES256'])
    expect(missingAlgorithms(keysOf(ES256, waiting(RSA_KEY)))).deep.equal([])
  })
})
