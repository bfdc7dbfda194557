import { z } from 'zod'

/** Seconds that the issuer's and the clients' clocks may differ from ours. */
export const CLOCK_TOLERANCE = 30

/** How a token is presented: RFC 6750 §2.1, or RFC 9449 §7.1. */
export type Scheme = 'Bearer' | 'DPoP'

/** A token that has been validated. */
export interface AccessToken {
  /** `sub`: the account; for a client's own token, mostly its client_id. */
  readonly subject: string | undefined
  readonly clientId: string | undefined
  readonly scope: readonly string[]
  readonly acr: string | undefined
  readonly amr: readonly string[]
  /** Seconds since the epoch. */
  readonly authTime: number | undefined
  readonly scheme: Scheme
  /** Every claim, or member of the introspection response, as it came. */
  readonly claims: Readonly<Record<string, unknown>>
}

/** No later than a date can be. */
const seconds = z.number().nonnegative().max(8.64e12)

/** The claims that are read (RFC 9068 §2.2, RFC 7662 §2.2, RFC 7800). Of another type, the token is invalid. */
const claimsSchema = z.looseObject({
  iss: z.string().optional(),
  sub: z.string().optional(),
  aud: z.union([z.string(), z.array(z.string())]).optional(),
  client_id: z.string().optional(),
  scope: z.string().optional(),
  acr: z.string().optional(),
  amr: z.array(z.string()).optional(),
  auth_time: seconds.optional(),
  exp: seconds.optional(),
  nbf: seconds.optional(),
  token_type: z.string().optional(),
  cnf: z.looseObject({ jkt: z.string().optional() }).optional(),
})

export type Claims = z.output<typeof claimsSchema>

export const parseClaims = (claims: unknown): Claims | undefined =>
  claimsSchema.safeParse(claims).data

export const createAccessToken = (claims: Claims, scheme: Scheme): AccessToken => ({
  subject: claims.sub,
  clientId: claims.client_id,
  scope: claims.scope?.split(' ').filter((one) => one !== '') ?? [],
  acr: claims.acr,
  amr: claims.amr ?? [],
  authTime: claims.auth_time,
  scheme,
  claims,
})

/** Why a token is not believed. */
export type TokenProblem =
  /** Not a token, or a claim is missing or of another type than the standards give it. */
  | 'malformed'
  | 'type'
  | 'algorithm'
  | 'signature'
  | 'issuer'
  | 'audience'
  | 'expired'
  /** What introspection says of expired, revoked and unknown tokens alike (RFC 7662 §2.2). */
  | 'inactive'
  /** Bound to a key whose possession was not proved. */
  | 'binding'

export type Validation =
  | { readonly outcome: 'valid'; readonly claims: Claims }
  | { readonly outcome: 'invalid'; readonly reason: TokenProblem }

export const invalid = (reason: TokenProblem): Validation => ({ outcome: 'invalid', reason })
