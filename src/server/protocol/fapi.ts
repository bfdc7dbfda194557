import { fieldOf } from '../../kernel/typing.ts'
import { errors, type Client, type Configuration, type KoaContextWithOIDC } from 'oidc-provider'
import { epochSeconds, type Clock } from '../../kernel/instant.ts'
import { FAPI2_ALGORITHMS, idTokenAlgorithmOf, isFapi2 } from './client-options.ts'
import { claimsIn } from '../../oidc/library.ts'

/** Seconds that a JWT may be dated in the future (§5.3.2.1: more than 60 is refused, up to 10 is taken). */
const AHEAD = 60

/** Seconds that a request object lives (FAPI 2.0 Message Signing §5.3.1), and how old it may be. */
const REQUEST_OBJECT = 3600

/** The library's default and PS256: a client whose keys are RSA proves possession by them, too (§5.4.1). */
export const DPOP_ALGORITHMS = ['ES256', 'PS256', 'Ed25519', 'EdDSA'] as const

type Claims = Readonly<Record<string, unknown>>

/** Throws what the library answers with where a JWT of a client's is not what the profile wants. */
type Assert = (
  ctx: KoaContextWithOIDC,
  claims: Claims,
  header: Claims,
  client: Client,
  clock: Clock,
) => void

/** The library's feature: PKCE always, a `redirect_uri` always, and the issuer as the only audience hang on it. */
export const fapiFeature = {
  enabled: true,
  // Asked before it is known which client it is, too.
  profile: (_ctx: KoaContextWithOIDC, client: Client | undefined) =>
    isFapi2(client) ? ('2.0' as const) : undefined,
} satisfies NonNullable<Configuration['features']>['fapi']

/**
 * What the profile wants of a client assertion beyond the library's checks. An audience that is a list, or a URL of an
 * endpoint, lets somebody replay the assertion at another server that calls itself the same (§5.3.2.1).
 *
 * @throws InvalidClientAuth
 */
export const assertClientAssertion: Assert = ({ oidc }, claims, header, client, clock) => {
  if (!isFapi2(client)) return
  if (claims['aud'] !== oidc.issuer) {
    throw new errors.InvalidClientAuth(
      `aud of the client assertion must be the issuer alone, as a string: ${oidc.issuer}`,
    )
  }
  if (!FAPI2_ALGORITHMS.includes(header['alg'])) {
    throw new errors.InvalidClientAuth(`alg of the client assertion ${ONE_OF}`)
  }
  if (isAhead(claims, clock)) {
    throw new errors.InvalidClientAuth(`iat and nbf of the client assertion ${NOT_AHEAD}`)
  }
}

const ONE_OF = 'must be PS256, ES256 or EdDSA (step_up_profile: fapi2)'
const NOT_AHEAD = `must not be more than ${AHEAD} seconds in the future`

const isAhead = (claims: unknown, clock: Clock): boolean =>
  ['iat', 'nbf'].some((name) => Number(fieldOf(claims, name) ?? 0) > epochSeconds(clock()) + AHEAD)

/**
 * What the profile wants of a request object (FAPI 2.0 Message Signing §5.3.1). A request that was pushed without one
 * is kept by the library as an unsigned one, and comes here when it is used.
 *
 * @throws InvalidRequestObject
 */
export const assertRequestObject: Assert = ({ oidc }, claims, header, client, clock) => {
  if (!isFapi2(client) || oidc.entities.PushedAuthorizationRequest) return
  const missing = ['exp', 'nbf', 'aud'].find((name) => claims[name] === undefined)
  if (missing !== undefined) {
    throw new errors.InvalidRequestObject(`${missing} is missing in the request object`)
  }
  if (!FAPI2_ALGORITHMS.includes(header['alg'])) {
    throw new errors.InvalidRequestObject(`alg of the request object ${ONE_OF}`)
  }
  const [exp, nbf, now] = [Number(claims['exp']), Number(claims['nbf']), epochSeconds(clock())]
  if (!(exp > nbf && exp - nbf <= REQUEST_OBJECT)) {
    throw new errors.InvalidRequestObject(
      `exp of the request object must be after its nbf, by no more than ${REQUEST_OBJECT} seconds`,
    )
  }
  if (nbf < now - REQUEST_OBJECT || isAhead(claims, clock)) {
    throw new errors.InvalidRequestObject(
      `iat and nbf of the request object ${NOT_AHEAD}, and nbf not more than ${REQUEST_OBJECT} in the past`,
    )
  }
}

/**
 * A DPoP proof is a JWT as well (RFC 9449 §4.2), and the library takes one that is dated five minutes ahead.
 *
 * @throws InvalidDpopProof
 */
export function assertProofTime(ctx: KoaContextWithOIDC, clock: Clock): void {
  if (isFapi2(ctx.oidc.client) && isAhead(claimsIn(ctx.get('DPoP')), clock)) {
    throw new errors.InvalidDpopProof(`iat of the DPoP proof ${NOT_AHEAD}`)
  }
}

/**
 * This is where the library asks whether the proof of a request needs a nonce, before it looks at the proof; none ever
 * does. At userinfo it does not know yet whose the token is.
 *
 * @throws InvalidDpopProof
 */
export function dpopNonceNeeded(ctx: KoaContextWithOIDC, clock: Clock): false {
  assertProofTime(ctx, clock)
  return false
}

const GRANTS: readonly unknown[] = ['authorization_code', 'refresh_token', 'client_credentials']

type Metadata = Record<string, unknown>

/**
 * Makes a client's metadata what the profile needs, and says what cannot be: the reason, with the member's name.
 *
 * @param metadata changed in place, as the library has it
 */
export function applyFapi2(metadata: Metadata): string | undefined {
  // The library has filled in its default, which is another one.
  if (
    metadata['client_secret'] === undefined &&
    metadata['token_endpoint_auth_method'] === 'client_secret_basic'
  ) {
    metadata['token_endpoint_auth_method'] = 'private_key_jwt'
  }
  metadata['require_pushed_authorization_requests'] = true
  // The other way to bind tokens, mutual TLS, is not offered by this server.
  metadata['dpop_bound_access_tokens'] = true
  metadata['id_token_signed_response_alg'] = idTokenAlgorithmOf(metadata)
  return problemOf(metadata)
}

function problemOf(metadata: Metadata): string | undefined {
  const list = (name: string): readonly unknown[] => {
    const value = metadata[name]
    return Array.isArray(value) ? value : []
  }
  if (metadata['token_endpoint_auth_method'] !== 'private_key_jwt') {
    return 'needs token_endpoint_auth_method: private_key_jwt, jwks or jwks_uri, and no client_secret'
  }
  if (metadata['client_secret'] !== undefined) return 'takes no client_secret: remove it'
  if (list('response_types').some((type) => type !== 'code')) return 'needs response_types: [code]'
  if (list('grant_types').some((grant) => !GRANTS.includes(grant))) {
    return `needs grant_types out of ${GRANTS.join(', ')}`
  }
  for (const name of ['token_endpoint_auth_signing_alg', 'request_object_signing_alg']) {
    const alg = metadata[name]
    if (alg !== undefined && !FAPI2_ALGORITHMS.includes(alg)) {
      return `needs ${name} to be PS256, ES256 or EdDSA, or not to be set`
    }
  }
  if (list('redirect_uris').some((uri) => !isEncrypted(uri, metadata['application_type']))) {
    return 'needs redirect_uris with https, or http on the loopback of a native application (RFC 8252 section 7.3)'
  }
  return hasShortKey(metadata['jwks']) ? 'needs RSA keys of 2048 bits or more in jwks' : undefined
}

/** §5.3.2.2: no answer over an unencrypted connection. A scheme of a native application's own leaves no machine. */
function isEncrypted(uri: unknown, applicationType: unknown): boolean {
  if (typeof uri !== 'string' || !URL.canParse(uri)) return false
  // That it is on the loopback, the library sees to.
  return new URL(uri).protocol !== 'http:' || applicationType === 'native'
}

/** §5.4.1. */
function hasShortKey(jwks: unknown): boolean {
  const keys: unknown = typeof jwks === 'object' && jwks && fieldOf(jwks, 'keys')
  if (!Array.isArray(keys)) return false
  return keys.some((key: unknown) => {
    const modulus: unknown = typeof key === 'object' && key && fieldOf(key, 'n')
    return typeof modulus === 'string' && Buffer.from(modulus, 'base64url').length < 256
  })
}
