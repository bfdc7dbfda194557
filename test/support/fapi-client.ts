import { createHash, randomBytes, type webcrypto } from 'node:crypto'
import { SignJWT, exportJWK, generateKeyPair, type JWK } from 'jose'
import { postForm, type Answered } from './raw-client.ts'
import { keepSecret } from './secrets-in-logs.ts'
import type { TestServer } from './test-server.ts'
import type { Parameters } from './visit.ts'

export const FAPI_CALLBACK = 'https://vault.example/callback'

type Claims = Readonly<Record<string, unknown>>

interface KeyPair {
  readonly privateKey: webcrypto.CryptoKey
  readonly publicJwk: JWK
}

async function pairOf(alg: string): Promise<KeyPair> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  return { privateKey, publicJwk: { ...(await exportJWK(publicKey)), alg, use: 'sig' } }
}

/** Seconds since the epoch. */
export const wallClock = (): number => Math.floor(Date.now() / 1000)

/** What a request of the client is made of, where it is not what the profile wants. */
export interface Wrong {
  readonly assertion?: Claims
  /** By which of the client's keys it is signed. @default ES256 */
  readonly alg?: string
  /** Further members of the assertion's header. */
  readonly header?: Claims
  /** Claims of the DPoP proof; `none`: there is no proof. @default what is right */
  readonly dpop?: Claims | 'none'
  /** Of somebody who has the code, or the token, and not the key. */
  readonly otherKey?: boolean
}

/** A client of the FAPI 2.0 Security Profile that can do everything wrong. */
export async function fapiClient(id: string) {
  const keys: Record<string, KeyPair> = {
    ES256: await pairOf('ES256'),
    PS256: await pairOf('PS256'),
    RS256: await pairOf('RS256'),
  }
  const [proof, otherProof] = [await pairOf('ES256'), await pairOf('ES256')]
  const metadata = {
    client_id: id,
    step_up_profile: 'fapi2',
    redirect_uris: [FAPI_CALLBACK],
    grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
    jwks: { keys: Object.values(keys).map(({ publicJwk }) => publicJwk) },
    first_party: true,
  } as const

  function sign(claims: Claims, alg = 'ES256', header: Claims = {}): Promise<string> {
    const pair = keys[alg]
    if (!pair) throw new Error(`there is no key for ${alg}`)
    return new SignJWT({ ...claims }).setProtectedHeader({ alg, ...header }).sign(pair.privateKey)
  }

  async function assertionFor(
    server: TestServer,
    { assertion = {}, alg, header }: Wrong,
  ): Promise<string> {
    const now = wallClock()
    return sign(
      {
        iss: id,
        sub: id,
        aud: server.configuration.issuer,
        iat: now,
        exp: now + 60,
        jti: randomBytes(16).toString('hex'),
        ...assertion,
      },
      alg,
      header,
    )
  }

  /** A proof of possession for one request (RFC 9449 §4.2). */
  async function proofFor(
    method: string,
    url: string,
    { dpop = {}, otherKey = false }: Wrong,
    accessToken?: string,
  ): Promise<Record<string, string>> {
    if (dpop === 'none') return {}
    const { privateKey, publicJwk } = otherKey ? otherProof : proof
    const ath = accessToken && createHash('sha256').update(accessToken).digest('base64url')
    const { kty, crv, x, y } = publicJwk
    const jwt = await new SignJWT({
      htm: method,
      htu: url,
      iat: wallClock(),
      jti: randomBytes(16).toString('hex'),
      ...(ath === undefined ? {} : { ath }),
      ...dpop,
    })
      .setProtectedHeader({
        alg: 'ES256',
        typ: 'dpop+jwt',
        jwk: { kty, crv, x, y } as JWK,
      })
      .sign(privateKey)
    return { DPoP: jwt }
  }

  async function post(
    server: TestServer,
    path: string,
    fields: Parameters,
    wrong: Wrong = {},
  ): Promise<Answered> {
    const url = `${server.configuration.issuer}${path}`
    return postForm(
      server,
      path,
      {
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_id: id,
        client_assertion: keepSecret(await assertionFor(server, wrong)),
        ...fields,
      },
      await proofFor('POST', url, wrong),
    )
  }

  return { id, metadata, sign, proofFor, post }
}

export type FapiClient = Awaited<ReturnType<typeof fapiClient>>
