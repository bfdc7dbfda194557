import { z } from 'zod'
import { epochSeconds, type Instant } from '../../kernel/instant.ts'
import { CLOCK_TOLERANCE, type AccessToken } from './access-token.ts'
import { ConfigurationError } from '../../kernel/faults.ts'

/** What one endpoint takes, above a valid token. */
export interface RequirementOptions {
  /**
   * Any of these satisfies; the order is the preference that the challenge tells. An API knows no
   * ladder: it cannot tell which class is above which, so it accepts exactly these strings. List every
   * class that is good enough, the higher ones too.
   * @default any class, and none
   */
  readonly acrValues?: readonly string[] | undefined
  /**
   * Seconds since the authentication (`auth_time`), at most. 0 cannot be met: a token is used after
   * the sign-in that it comes from.
   * @default any age
   */
  readonly maxAge?: number | undefined
  /**
   * All of these.
   * @default none
   */
  readonly scope?: readonly string[] | undefined
}

/** What a token has to prove, checked at start: classes (any of them), seconds since the sign-in, scopes (all of them). */
export interface AccessRequirement {
  readonly acrValues?: readonly string[]
  readonly maxAge?: number
  readonly scope: readonly string[]
}

/** Lists on the wire are parted by spaces, and headers are ASCII (RFC 9110 §5.5). */
const acrValue = z.string().regex(/^[\x21-\x7e]+$/, 'expected visible ASCII without spaces')
/** RFC 6749 §3.3. */
const scopeToken = z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, 'expected a scope token')

const requirementSchema = z.strictObject({
  acrValues: z.array(acrValue).min(1).optional(),
  maxAge: z.number().int().positive().optional(),
  scope: z.array(scopeToken).default([]),
})

/** @throws ConfigurationError for an empty list of classes (nothing would satisfy it) or a wrong value */
export function createRequirement(options: RequirementOptions): AccessRequirement {
  const { acrValues, maxAge, scope } = parseOptions(requirementSchema, options, 'requirement')
  return {
    scope,
    ...(acrValues && { acrValues }),
    ...(maxAge !== undefined && { maxAge }),
  }
}

/** The authentication that the token comes from is of another class, or too long ago. */
export interface InsufficientUserAuthentication {
  readonly code: 'insufficient_user_authentication'
  /** The whole requirement: an authentication for a part of it would be challenged again. */
  readonly acrValues?: readonly string[]
  readonly maxAge?: number
  /** Only where scope is missing as well (RFC 9470 §3). */
  readonly scope?: readonly string[]
}

/** The token lacks scope (RFC 6750 §3.1): 403, and stepping up would not help. */
export interface InsufficientScope {
  readonly code: 'insufficient_scope'
  readonly scope: readonly string[]
}

/** Whether a validated token meets a requirement, and what it lacks. */
export type Verdict =
  | { readonly outcome: 'satisfied' }
  | {
      readonly outcome: 'unsatisfied'
      readonly refusal: InsufficientUserAuthentication | InsufficientScope
    }

/** What a validated token lacks for a requirement. An absent or unusable claim satisfies nothing. */
export function judge(
  requirement: AccessRequirement,
  token: Pick<AccessToken, 'acr' | 'authTime' | 'scope'>,
  now: Instant,
): Verdict {
  const { acrValues, maxAge, scope } = requirement
  const scoped = scope.every((one) => token.scope.includes(one))
  const authenticated = hasClass(acrValues, token.acr) && isRecent(maxAge, token.authTime, now)
  if (!authenticated) {
    return {
      outcome: 'unsatisfied',
      refusal: {
        code: 'insufficient_user_authentication',
        ...(acrValues && { acrValues }),
        ...(maxAge !== undefined && { maxAge }),
        ...(!scoped && { scope }),
      },
    }
  }
  if (scoped) return { outcome: 'satisfied' }
  return { outcome: 'unsatisfied', refusal: { code: 'insufficient_scope', scope } }
}

const hasClass = (accepted: AccessRequirement['acrValues'], acr: string | undefined): boolean =>
  accepted === undefined || (acr !== undefined && accepted.includes(acr))

function isRecent(maxAge: number | undefined, authTime: number | undefined, now: Instant): boolean {
  if (maxAge === undefined) return true
  if (authTime === undefined) return false
  const age = epochSeconds(now) - authTime
  // A time to come is no proof of anything: it would stay recent for as long as it is ahead.
  return age <= maxAge && age >= -CLOCK_TOLERANCE
}

/** @throws ConfigurationError that names the first option which is wrong */
export function parseOptions<Schema extends z.ZodType>(
  schema: Schema,
  options: unknown,
  path: string,
): z.output<Schema> {
  const parsed = schema.safeParse(options)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const where = [path, ...(issue?.path ?? [])].map(String).join('.')
  throw new ConfigurationError(where, issue?.message ?? 'invalid', { cause: parsed.error })
}
