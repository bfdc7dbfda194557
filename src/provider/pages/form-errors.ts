import type { Context } from 'koa'
import type { PasswordVerdict } from '../../accounts/index.ts'
import { assertNever } from '../../assert-never.ts'
import type { Confirmation, Recovery, Verification } from '../../authenticators/index.ts'
import type { Instant } from '../../instant.ts'
import type { FormError } from '../../pages.ts'

/** Whole seconds from now on, at least one: what a page tells and `Retry-After` says. */
export const secondsUntil = (then: Instant, now: Instant): number =>
  Math.max(1, Math.ceil((then - now) / 1000))

export function passwordError(
  check: Exclude<PasswordVerdict, { outcome: 'accepted' }>,
  now: Instant,
  rejected: 'sign_in_failed' | 'password_wrong' | 'any_failed',
): FormError {
  switch (check.outcome) {
    case 'rejected':
      return { code: rejected }
    case 'throttled':
      return { code: 'throttled', seconds: secondsUntil(check.retryAt, now) }
    case 'locked':
      return { code: 'locked' }
    default:
      return assertNever(check)
  }
}

export function codeError(
  result:
    | Exclude<Verification, { outcome: 'accepted' }>
    | Exclude<Confirmation, { outcome: 'confirmed' | 'gone' }>,
  now: Instant,
): FormError {
  switch (result.outcome) {
    case 'rejected':
      return 'nextAt' in result
        ? { code: 'code_just_used', seconds: secondsUntil(result.nextAt, now) }
        : { code: 'code_wrong' }
    case 'malformed':
      return { code: 'code_malformed', digits: result.digits[0] ?? 6 }
    case 'throttled':
      return { code: 'throttled', seconds: secondsUntil(result.retryAt, now) }
    case 'locked':
      return { code: 'locked' }
    default:
      return assertNever(result)
  }
}

/** All that is told of a refused code on a page that does not tell what of it was wrong. */
export function throttleError(
  result: Exclude<Verification | Recovery, { outcome: 'accepted' }>,
  now: Instant,
): FormError | undefined {
  switch (result.outcome) {
    case 'throttled':
      return { code: 'throttled', seconds: secondsUntil(result.retryAt, now) }
    case 'locked':
      return { code: 'locked' }
    case 'rejected':
    case 'malformed':
      return undefined
    default:
      return assertNever(result)
  }
}

/** The answer to a form that was refused: its status, and how long to wait. */
export function refuseForm(ctx: Context, error: FormError): void {
  ctx.status = statusOf(error)
  if (error.code === 'throttled') ctx.set('Retry-After', String(error.seconds))
}

/** 429 where waiting helps (RFC 6585 §4), 422 where the form has to be corrected. */
const statusOf = (error: FormError): 422 | 423 | 429 =>
  error.code === 'throttled' ? 429 : error.code === 'locked' ? 423 : 422
