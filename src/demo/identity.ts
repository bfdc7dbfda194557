import { z } from 'zod'
import { epochSeconds, type Instant } from '../instant.ts'
import type { Requirement } from './wish.ts'

const idTokenClaims = z.looseObject({
  sub: z.string(),
  acr: z.string().optional(),
  amr: z.array(z.string()).optional(),
  // No later than a date can be.
  auth_time: z.number().int().nonnegative().max(8.64e12).optional(),
})

/** Who signed in and how, as the id_token says. */
export interface Identity {
  readonly sub: string
  readonly acr: string | undefined
  readonly amr: readonly string[]
  /** Seconds since the epoch. */
  readonly authTime: number | undefined
  /** Every claim, for the page that shows them. */
  readonly claims: Readonly<Record<string, unknown>>
  /** The token itself: the hint that sign-out takes (RP-Initiated Logout 1.0 §2). */
  readonly idToken: string
}

/** @throws ZodError when a claim is of another type than the standards give it */
export function identityOf(claims: unknown, idToken: string): Identity {
  const parsed = idTokenClaims.parse(claims)
  const { sub, acr, amr = [], auth_time: authTime } = parsed
  return { sub, acr, amr, authTime, claims: parsed, idToken }
}

export type Shortfall =
  | { readonly code: 'acr_other'; readonly wanted: string; readonly got: string | undefined }
  | { readonly code: 'auth_time_unusable' }
  | { readonly code: 'auth_time_old'; readonly seconds: number; readonly limit: number }

/** Seconds that the provider's clock may be ahead of ours. */
const CLOCK_TOLERANCE = 30

/**
 * What an id_token lacks, or nothing. A relying party that asks for an `acr` and does not look at the
 * answer has asked for nothing: a voluntary request may go unmet, a provider may not know the
 * parameter, and whoever edits the request in the browser takes it away.
 */
export function shortfallOf(
  identity: Identity,
  requirement: Requirement,
  now: Instant,
): Shortfall | undefined {
  const { acr, maxAge } = requirement
  if (acr !== undefined && identity.acr !== acr) {
    return { code: 'acr_other', wanted: acr, got: identity.acr }
  }
  if (maxAge === undefined) return undefined
  if (identity.authTime === undefined) return { code: 'auth_time_unusable' }
  const age = epochSeconds(now) - identity.authTime
  if (age < -CLOCK_TOLERANCE) return { code: 'auth_time_unusable' }
  if (age > maxAge) return { code: 'auth_time_old', seconds: age, limit: maxAge }
  return undefined
}
