import { present } from '../../kernel/typing.ts'
import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose'
import type { Configuration } from 'openid-client'
import { dateOf, systemClock, type Clock } from '../../kernel/instant.ts'

/** Which sessions a provider has ended: that one, or where it names none all of that account. */
export interface EndedSession {
  /** The account (`sub`). */
  readonly subject?: string
  /** The provider's session (`sid` of its id_tokens). */
  readonly session?: string
}

/** What logout tokens are checked with. */
export interface LogoutTokenOptions {
  /** openid-client's configuration of this relying party, or what finds it. */
  readonly configuration: Configuration | (() => Promise<Configuration>)
  /** @default the system's */
  readonly clock?: Clock | undefined
}

/** Reads a logout token; undefined for what is not one of this provider's for this relying party. */
export type ReadLogoutToken = (token: string) => Promise<EndedSession | undefined>

const EVENT = 'http://schemas.openid.net/event/backchannel-logout'

/** Seconds that the provider's clock may differ from ours. */
const CLOCK_TOLERANCE = 30

/** Seconds for which a token is taken, whatever it says of itself: it is posted as soon as it is made. */
const LONGEST_AGE = 120

/**
 * Checks what a provider posts when somebody has signed out there (OpenID Connect Back-Channel Logout 1.0 §2.6): every
 * check but that of `jti`, since what is ended twice is ended.
 */
export function createLogoutTokenReader(options: LogoutTokenOptions): ReadLogoutToken {
  const { configuration, clock = systemClock } = options
  let keys: JWTVerifyGetKey | undefined
  return async (token) => {
    const found = typeof configuration === 'function' ? await configuration() : configuration
    const metadata = found.serverMetadata()
    const { issuer, jwks_uri: address } = metadata
    if (address === undefined) return undefined
    keys ??= createRemoteJWKSet(new URL(address))
    const { client_id: audience, id_token_signed_response_alg: algorithm } = found.clientMetadata()
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience,
        algorithms: algorithmsOf(algorithm, metadata.id_token_signing_alg_values_supported),
        typ: 'logout+jwt',
        requiredClaims: ['iat', 'exp', 'jti', 'events'],
        maxTokenAge: LONGEST_AGE,
        clockTolerance: CLOCK_TOLERANCE,
        currentDate: dateOf(clock()),
      })
      return endedBy(payload)
    } catch (error) {
      // Nobody's fault but the token's; what keeps its keys from being fetched is another matter.
      if (error instanceof errors.JOSEError && !(error instanceof errors.JWKSTimeout)) {
        return undefined
      }
      throw error
    }
  }
}

/**
 * What the client is registered with, as for its ID tokens (Back-Channel Logout 1.0 §2.4). Where it names none, openid-client
 * takes an ID token by any algorithm that the provider lists, and a session begun so has to be able to end.
 */
function algorithmsOf(registered: unknown, supported: unknown): string[] {
  if (typeof registered === 'string') return [registered]
  const listed = Array.isArray(supported) ? supported.map(String) : []
  // Its keys are public: nothing symmetric may be taken for one of them.
  const asymmetric = listed.filter((name) => !/^(?:HS|none)/.test(name))
  return asymmetric.length > 0 ? asymmetric : ['RS256']
}

function endedBy({ sub, sid, events, nonce }: JWTPayload): EndedSession | undefined {
  const isLogout = typeof events === 'object' && events !== null && EVENT in events
  const session = typeof sid === 'string' ? sid : undefined
  // With a `nonce` it could be an id_token.
  if (!isLogout || nonce !== undefined || (sub === undefined && session === undefined)) {
    return undefined
  }
  return {
    ...present({ subject: sub, session }),
  }
}
