import { decodeProtectedHeader, errors, jwtVerify } from 'jose'
import { dateOf, type Instant } from '../../kernel/instant.ts'
import {
  CLOCK_TOLERANCE,
  invalid,
  parseClaims,
  type TokenProblem,
  type Validation,
} from './access-token.ts'
import { type IssuerMetadata, IssuerUnavailable } from './issuer-link.ts'

export interface JwtRules {
  readonly audience: readonly string[]
  readonly algorithms: readonly string[]
}

/**
 * What a token is. A signed JWT has three parts, of which the first tells how it was signed, and for what: that of RFC 9068
 * can be verified here. Another one may be an access token, too (many providers write `JWT`), and an id_token as well.
 */
export function kindOf(token: string): 'access_token' | 'other_jwt' | 'opaque' {
  if (token.split('.').length !== 3) return 'opaque'
  try {
    const { typ } = decodeProtectedHeader(token)
    return /^(?:application\/)?at\+jwt$/i.test(String(typ)) ? 'access_token' : 'other_jwt'
  } catch {
    return 'opaque'
  }
}

/** RFC 9068 §4. An id_token or a logout token is signed with the same keys: `typ` tells them apart. */
export async function validateJwt(
  token: string,
  { issuer, keys }: IssuerMetadata,
  { audience, algorithms }: JwtRules,
  now: Instant,
): Promise<Validation> {
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience: [...audience],
      algorithms: [...algorithms],
      typ: 'at+jwt',
      requiredClaims: ['exp', 'iat', 'sub', 'client_id', 'jti'],
      clockTolerance: CLOCK_TOLERANCE,
      currentDate: dateOf(now),
    })
    const claims = parseClaims(payload)
    return claims ? { outcome: 'valid', claims } : invalid('malformed')
  } catch (error) {
    const reason = problemOf(error)
    if (reason === undefined) {
      throw new IssuerUnavailable(`${issuer}: no keys to verify tokens with`, { cause: error })
    }
    return invalid(reason)
  }
}

const CLAIMS: ReadonlyMap<string, TokenProblem> = new Map([
  ['typ', 'type'],
  ['iss', 'issuer'],
  ['aud', 'audience'],
])

/** What is wrong with the token; undefined when it is the issuer that failed. */
function problemOf(error: unknown): TokenProblem | undefined {
  if (error instanceof errors.JWTExpired) return 'expired'
  if (error instanceof errors.JWTClaimValidationFailed) {
    return CLAIMS.get(error.claim) ?? 'malformed'
  }
  if (error instanceof errors.JOSEAlgNotAllowed) return 'algorithm'
  if (
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys
  ) {
    return 'signature'
  }
  if (
    error instanceof errors.JWSInvalid ||
    error instanceof errors.JWTInvalid ||
    error instanceof errors.JOSENotSupported
  ) {
    return 'malformed'
  }
  return undefined
}
