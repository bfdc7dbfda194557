import { epochSeconds, type Instant } from '../../kernel/instant.ts'

/** What an id_token has to say. */
export interface StepUpRequirement {
  /** Any of these; absent, any class. */
  readonly acrValues?: readonly string[] | undefined
  /** Seconds since `auth_time`, at most; absent, any time. */
  readonly maxAge?: number | undefined
}

/** What an id_token lacks. */
export type Shortfall =
  | {
      readonly code: 'acr_other'
      readonly wanted: readonly string[]
      readonly got: string | undefined
    }
  /** There is no `auth_time`, or it is in the future. */
  | { readonly code: 'auth_time_unusable' }
  /** Both in seconds. */
  | { readonly code: 'auth_time_old'; readonly seconds: number; readonly limit: number }

/** Seconds that the provider's clock may be ahead of ours. */
const CLOCK_TOLERANCE = 30

/**
 * What a validated id_token lacks, or nothing. A relying party that asks for an `acr` and does not look
 * at the answer has asked for nothing: a voluntary request may go unmet, a provider may not know the
 * parameter, and whoever edits the request in the browser takes it away.
 */
export function checkStepUp(
  claims: { readonly acr?: unknown; readonly auth_time?: unknown },
  { acrValues, maxAge }: StepUpRequirement,
  now: Instant,
): Shortfall | undefined {
  const acr = typeof claims.acr === 'string' ? claims.acr : undefined
  if (acrValues && (acr === undefined || !acrValues.includes(acr))) {
    return { code: 'acr_other', wanted: acrValues, got: acr }
  }
  if (maxAge === undefined) return undefined
  if (typeof claims.auth_time !== 'number') return { code: 'auth_time_unusable' }
  const age = epochSeconds(now) - claims.auth_time
  // Written so that NaN is no proof either.
  if (!(age >= -CLOCK_TOLERANCE)) return { code: 'auth_time_unusable' }
  return age > maxAge ? { code: 'auth_time_old', seconds: age, limit: maxAge } : undefined
}
