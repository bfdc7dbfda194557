import { z } from 'zod'

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
