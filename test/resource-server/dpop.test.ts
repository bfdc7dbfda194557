import { strict as assert } from 'node:assert'
import { createHash, randomUUID } from 'node:crypto'
import { SignJWT, calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose'
import {
  createResourceServer,
  type Guard,
  type RequirementOptions,
} from '../../src/kits/resource-server/index.ts'
import {
  AUDIENCE,
  ONE_FACTOR,
  TWO_FACTORS,
  now,
  openSigningIssuer,
  type SigningIssuer,
} from './signing-issuer.ts'

const ORIGIN = 'https://api.example'
const STEP_UP: RequirementOptions = { acrValues: [TWO_FACTORS] }

const hash = (token: string) => createHash('sha256').update(token).digest('base64url')

/** A client with a key of its own. */
async function holder(alg = 'ES256') {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  const jwk = await exportJWK(publicKey)
  return {
    jwk,
    secret: await exportJWK(privateKey),
    jkt: await calculateJwkThumbprint(jwk),
    prove: (
      token: string,
      claims: Record<string, unknown> = {},
      header: { typ?: string; jwk?: JWK } = {},
    ) =>
      new SignJWT({
        jti: randomUUID(),
        htm: 'POST',
        htu: `${ORIGIN}/transfers`,
        iat: now(),
        ath: hash(token),
        ...claims,
      })
        .setProtectedHeader({ alg, typ: 'dpop+jwt', jwk, ...header })
        .sign(privateKey),
  }
}

describe('an API that takes DPoP', () => {
  let issuer: SigningIssuer
  let client: Awaited<ReturnType<typeof holder>>
  let guard: Guard
  before(async () => {
    issuer = await openSigningIssuer()
    client = await holder()
  })
  after(() => issuer.stop())
  beforeEach(() => {
    guard = createResourceServer({
      issuer: issuer.issuer,
      audience: AUDIENCE,
      dpop: { origin: ORIGIN },
    }).guard(STEP_UP)
  })

  const bound = (claims: object = {}) => issuer.sign({ cnf: { jkt: client.jkt }, ...claims })
  const call = async (token: string, dpop?: string, scheme = 'DPoP') => {
    const authorized = await guard.authorize({
      method: 'POST',
      path: '/transfers?dry=1',
      authorization: `${scheme} ${token}`,
      dpop,
    })
    if (authorized.outcome === 'granted') return { told: 'granted', header: '' }
    const { refusal, response } = authorized
    return {
      told: 'reason' in refusal ? `${refusal.code} (${refusal.reason})` : refusal.code,
      header: response.headers['WWW-Authenticate'],
    }
  }

  it('takes a bound token with a proof of its key for this request', async () => {
    const token = await bound()
    assert.equal((await call(token, await client.prove(token))).told, 'granted')
    const withQuery = await client.prove(token, { htu: `${ORIGIN}/transfers?dry=2#x` })
    assert.equal((await call(token, withQuery)).told, 'granted')
  })

  // What a provider lists in `dpop_signing_alg_values_supported`; Ed25519 is EdDSA's name of RFC 9864, which clients use by now.
  for (const alg of ['ES256', 'PS256', 'Ed25519', 'EdDSA']) {
    it(`takes a proof by ${alg}`, async () => {
      const other = await holder(alg)
      const token = await issuer.sign({ cnf: { jkt: other.jkt } })
      assert.equal((await call(token, await other.prove(token))).told, 'granted')
    })
  }

  it('takes Bearer tokens beside, and tells both schemes', async () => {
    assert.equal((await call(await issuer.sign(), undefined, 'Bearer')).told, 'granted')
    const stranger = await guard.authorize({ method: 'GET', path: '/', authorization: undefined })
    assert.equal(
      stranger.outcome === 'refused' && stranger.response.headers['WWW-Authenticate'],
      `Bearer realm="${AUDIENCE}", DPoP realm="${AUDIENCE}", algs="ES256 PS256 RS256 Ed25519 EdDSA"`,
    )
  })

  it('challenges for a step-up under the scheme that was used', async () => {
    const token = await bound({ acr: ONE_FACTOR })
    const { told, header } = await call(token, await client.prove(token))
    assert.equal(told, 'insufficient_user_authentication')
    assert.match(
      header,
      /^DPoP error="insufficient_user_authentication", .*acr_values="urn:step-up:2fa", realm="[^"]*", algs="ES256 .*", Bearer realm="[^"]*"$/,
    )
  })

  it('takes a proof once', async () => {
    const token = await bound()
    const proof = await client.prove(token)
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => call(token, proof)))
    assert.equal(outcomes.filter(({ told }) => told === 'granted').length, 1)
    assert.equal((await call(token, proof)).told, 'invalid_dpop_proof (replayed)')
  })

  it('refuses a bound token as a Bearer token, and an unbound one as a DPoP token', async () => {
    assert.equal((await call(await bound(), undefined, 'Bearer')).told, 'invalid_token (binding)')
    const token = await issuer.sign()
    assert.equal((await call(token, await client.prove(token))).told, 'invalid_token (binding)')
  })

  it('refuses a proof of another key than the one that the token is bound to', async () => {
    const thief = await holder()
    const token = await bound()
    assert.equal((await call(token, await thief.prove(token))).told, 'invalid_dpop_proof (binding)')
    const borrowed = await thief.prove(token, {}, { jwk: client.jwk })
    assert.equal((await call(token, borrowed)).told, 'invalid_dpop_proof (signature)')
  })

  it('refuses a proof that is for something else, or not recent', async () => {
    const token = await bound()
    for (const [claims, reason] of [
      [{ htm: 'GET' }, 'claims'],
      [{ htu: `${ORIGIN}/transfers/1` }, 'claims'],
      [{ htu: 'https://other.example/transfers' }, 'claims'],
      [{ htu: 'transfers' }, 'claims'],
      [{ ath: hash('another token') }, 'claims'],
      [{ iat: now() - 90 }, 'time'],
      [{ iat: now() + 90 }, 'time'],
      [{ ath: undefined }, 'malformed'],
      [{ jti: undefined }, 'malformed'],
      [{ jti: '' }, 'malformed'],
    ] as const) {
      const { told, header } = await call(token, await client.prove(token, claims))
      assert.equal(told, `invalid_dpop_proof (${reason})`, JSON.stringify(claims))
      assert.match(header, /^DPoP error="invalid_dpop_proof"/)
    }
  })

  it('refuses what is no proof', async () => {
    const token = await bound()
    const proof = await client.prove(token)
    for (const dpop of [
      undefined,
      '',
      'made-up',
      `${proof}, ${await client.prove(token)}`,
      token,
    ]) {
      assert.match((await call(token, dpop)).told, /^invalid_dpop_proof \((malformed|signature)\)$/)
    }
    assert.equal(
      (await call(token, await client.prove(token, {}, { typ: 'JWT' }))).told,
      'invalid_dpop_proof (signature)',
    )
    assert.equal(
      (await call(token, await client.prove(token, {}, { jwk: client.secret }))).told,
      'invalid_dpop_proof (malformed)',
    )
  })
})
