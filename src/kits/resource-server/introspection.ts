import { CLOCK_TOLERANCE, invalid, parseClaims, type Validation } from './access-token.ts'
import { epochSeconds, type Instant } from '../../kernel/instant.ts'
import { fetchJson, IssuerUnavailable } from './issuer-link.ts'

/** As whom the API asks about tokens that it cannot read. */
export interface IntrospectionOptions {
  readonly clientId: string
  /** @default none: a public client, where the issuer lets it ask about its own tokens */
  readonly clientSecret?: string | undefined
  /**
   * Clients whose tokens are taken although the answer names no audience. Opaque tokens often have
   * none, and then this is all that keeps a token for another API out.
   * @default none
   */
  readonly clients?: readonly string[] | undefined
}

export interface IntrospectionRules {
  readonly endpoint: URL
  readonly issuer: string
  readonly audience: readonly string[]
  readonly options: IntrospectionOptions
  /** Seconds. */
  readonly timeout: number
}

/**
 * RFC 7662. Asked anew for each request: whatever is remembered would outlive a revocation.
 *
 * @throws IssuerUnavailable when it does not answer, or not with what it has to
 */
export async function introspect(
  token: string,
  rules: IntrospectionRules,
  now: Instant,
): Promise<Validation> {
  const { endpoint, issuer, audience, options, timeout } = rules
  const { clientId, clientSecret, clients = [] } = options
  const body = new URLSearchParams({ token, token_type_hint: 'access_token' })
  if (clientSecret === undefined) body.set('client_id', clientId)
  const answer = await fetchJson(endpoint, {
    method: 'POST',
    body,
    headers: {
      Accept: 'application/json',
      ...(clientSecret !== undefined && { Authorization: basic(clientId, clientSecret) }),
    },
    signal: AbortSignal.timeout(timeout * 1000),
  })
  const claims = parseClaims(answer)
  if (!claims || typeof claims['active'] !== 'boolean') {
    throw new IssuerUnavailable(`${endpoint.href}: not an introspection response`)
  }
  if (!claims['active']) return invalid('inactive')
  // An answer may come from a cache between the two.
  const seconds = epochSeconds(now)
  if (claims.exp !== undefined && claims.exp + CLOCK_TOLERANCE <= seconds) return invalid('expired')
  if (claims.nbf !== undefined && claims.nbf - CLOCK_TOLERANCE > seconds) return invalid('inactive')
  if (claims.iss !== undefined && claims.iss !== issuer) return invalid('issuer')
  // A refresh token is active too, and has no token_type: taken for an access token, it would open
  // the API for as long as it lives, to whoever sees it in a request.
  if (!/^(?:bearer|dpop)$/i.test(claims.token_type ?? '')) return invalid('type')
  const { aud, client_id: of } = claims
  const meant =
    aud === undefined
      ? of !== undefined && clients.includes(of)
      : [aud].flat().some((one) => audience.includes(one))
  return meant ? { outcome: 'valid', claims } : invalid('audience')
}

/** RFC 6749 §2.3.1: each part is form-encoded before it becomes Basic. */
function basic(id: string, secret: string): string {
  const encoded = [id, secret].map((part) => new URLSearchParams({ '': part }).toString().slice(1))
  return `Basic ${Buffer.from(encoded.join(':')).toString('base64')}`
}
