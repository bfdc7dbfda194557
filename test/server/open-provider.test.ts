import { generateKeyPairSync, type JsonWebKey } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { expect } from 'chai'
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose'
import { Provider, type Configuration, type JWK } from 'oidc-provider'
import { openProvider } from '../../src/server/open-provider.ts'
import { createPatientServer } from '../support/listener.ts'

const ISSUER = 'http://localhost:3000'

const jwk = (key: JsonWebKey): JWK => key
const EC = jwk(
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }),
)
const NAMED: JWK = { ...EC, kid: 'first', alg: 'ES256', use: 'sig' }
const RSA = jwk(
  generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }),
)

const RS256: JWK = { ...RSA, kid: 'rsa', alg: 'RS256', use: 'sig' }

const configurationWith = (...keys: JWK[]): Configuration => ({
  jwks: { keys },
  cookies: { keys: ['a'] },
  features: { devInteractions: { enabled: false }, clientCredentials: { enabled: true } },
  enabledJWA: { idTokenSigningAlgValues: ['ES256', 'RS256'] },
  clients: (keys.some(({ kty }) => kty === 'RSA')
    ? (['ES256', 'RS256'] as const)
    : (['ES256'] as const)
  ).map((alg) => ({
    client_id: alg,
    client_secret: 'secret',
    redirect_uris: [],
    response_types: [],
    grant_types: ['client_credentials'],
    id_token_signed_response_alg: alg,
  })),
})

async function tokenOf(provider: Provider, alg = 'ES256'): Promise<string> {
  const client = await provider.Client.find(alg)
  if (!client) throw new Error('there is no such client')
  const token = new provider.IdToken({}, { client })
  token.set('sub', 'anna')
  return token.issue({ use: 'idtoken' })
}

async function publishedBy(provider: Provider): Promise<JSONWebKeySet> {
  const server = createPatientServer(
    (request, response) => void provider.callback()(request, response),
  ).listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const { port } = server.address() as AddressInfo
    const response = await fetch(`http://127.0.0.1:${port}/jwks`)
    return (await response.json()) as JSONWebKeySet
  } finally {
    server.close()
  }
}

describe('the provider of the server', () => {
  const warnings: string[] = []
  const log = { warn: (_: unknown, text?: string) => void warnings.push(text ?? '') }
  beforeEach(() => warnings.splice(0))

  for (const [name, key, alg] of [
    ['a key with a name', NAMED, 'ES256'],
    ['a key without a name', EC, 'ES256'],
    ['an RSA key', RS256, 'RS256'],
  ] as const) {
    it(`signs so that others can verify it, with ${name}`, async () => {
      const provider = openProvider(ISSUER, configurationWith(key), log)
      const token = await tokenOf(provider, alg)
      const keys = createLocalJWKSet(await publishedBy(provider))
      const { payload, protectedHeader } = await jwtVerify(token, keys, { issuer: ISSUER })
      expect(payload.sub).to.equal('anna')
      expect(protectedHeader).to.include({ alg }).and.to.have.property('kid')
      expect(warnings).to.deep.equal([])
    })
  }

  it('verifies what it has signed, as for an id_token_hint', async () => {
    const provider = openProvider(ISSUER, configurationWith(RS256, EC), log)
    for (const alg of ['RS256', 'ES256']) {
      const client = await provider.Client.find(alg)
      const { payload } = await provider.IdToken.validate(await tokenOf(provider, alg), client!)
      expect(payload).to.include({ sub: 'anna', iss: ISSUER })
    }
  })

  it('publishes what oidc-provider publishes by itself, and nothing that is secret', async () => {
    const configuration = configurationWith(NAMED, RSA, RS256, {
      ...EC,
      x5c: undefined,
      kid: 'second',
    })
    const published = await publishedBy(openProvider(ISSUER, configuration, log))
    expect(published).to.deep.equal(await publishedBy(new Provider(ISSUER, configuration)))
    for (const secret of [EC['d'], RSA['d']]) {
      expect(JSON.stringify(published)).not.to.include(secret)
    }
  })

  it('signs at once, and not in the pool that others wait for', async () => {
    const provider = openProvider(ISSUER, configurationWith(RS256, EC), log)
    for (const alg of ['RS256', 'ES256']) {
      await tokenOf(provider, alg)
      let signed = false
      const done = tokenOf(provider, alg).then(() => (signed = true))
      await setImmediate()
      expect(signed, alg).to.equal(true)
      await done
    }
  })

  it('leaves a key that signs by several algorithms to oidc-provider', async () => {
    const provider = openProvider(ISSUER, configurationWith(RSA, EC), log)
    const keys = createLocalJWKSet(await publishedBy(provider))
    for (const alg of ['RS256', 'ES256']) {
      const { protectedHeader } = await jwtVerify(await tokenOf(provider, alg), keys)
      expect(protectedHeader.alg).to.equal(alg)
    }
  })

  it('signs in the way of an oidc-provider that has changed its own, and says so', async () => {
    const provider = openProvider(ISSUER, configurationWith(EC), log, 'experimental-00')
    const keys = createLocalJWKSet(await publishedBy(provider))
    expect((await jwtVerify(await tokenOf(provider), keys)).payload.sub).to.equal('anna')
    expect(warnings).to.have.length(1)
  })

  it('refuses what oidc-provider refuses', () => {
    const wrong = { ...configurationWith(EC), clients: [{ client_id: '' }] } as Configuration
    expect(() => openProvider(ISSUER, wrong, log)).to.throw('invalid_client_metadata')
    expect(warnings).to.deep.equal([])
  })
})
