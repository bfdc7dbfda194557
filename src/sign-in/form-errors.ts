import type { Context } from 'koa'
import type { Confirmation } from '../people/index.ts'
import type { PasswordVerdict } from '../methods/password/passwords.ts'
import {
  LONGEST_PASSWORD,
  SHORTEST_PASSWORD,
  type PasswordFlaw,
} from '../methods/password/password-policy.ts'
import { assertNever } from '../kernel/typing.ts'
import type { CodeForm, CodeRefusal } from '../methods/method.ts'
import { TOTP } from '../methods/totp/index.ts'
import type { Instant } from '../kernel/instant.ts'
import type { FormError } from '../pages/parts.ts'
import type { NewPasswordError } from '../pages/passwords.ts'

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
      return { code: check.locks ? 'locked' : rejected }
    case 'throttled':
      return { code: 'throttled', seconds: secondsUntil(check.retryAt, now) }
    case 'locked':
      return { code: 'locked' }
    default:
      return assertNever(check)
  }
}

/** Wrong, or used long ago, is told apart to nobody; the audit trail knows. */
export function codeError(
  result: CodeRefusal | Extract<Confirmation, { outcome: 'rejected' | 'malformed' }>,
  now: Instant,
  { wrong, malformed }: CodeForm['errors'] = TOTP.codes.form.errors,
): FormError {
  switch (result.outcome) {
    case 'rejected':
      if ('locks' in result) return { code: 'locked' }
      return 'nextAt' in result
        ? { code: 'code_just_used', seconds: secondsUntil(result.nextAt, now) }
        : wrong
    case 'malformed':
      return malformed('digits' in result ? result.digits : [])
    case 'throttled':
      return { code: 'throttled', seconds: secondsUntil(result.retryAt, now) }
    case 'locked':
      return { code: 'locked' }
    default:
      return assertNever(result)
  }
}

/** All that is told of a refused code on a page that does not tell what of it was wrong. */
export function throttleError(result: CodeRefusal, now: Instant): FormError | undefined {
  switch (result.outcome) {
    case 'throttled':
      return { code: 'throttled', seconds: secondsUntil(result.retryAt, now) }
    case 'locked':
      return { code: 'locked' }
    case 'rejected':
      return result.locks && { code: 'locked' }
    case 'malformed':
      return undefined
    default:
      return assertNever(result)
  }
}

/** What is wrong with a password that was chosen. */
export function newPasswordError(flaw: PasswordFlaw | 'unchanged'): NewPasswordError {
  switch (flaw) {
    case 'too_short':
      return { code: flaw, shortest: SHORTEST_PASSWORD }
    case 'too_long':
      return { code: flaw, longest: LONGEST_PASSWORD }
    case 'common':
    case 'own_words':
    case 'unchanged':
      return { code: flaw }
    default:
      return assertNever(flaw)
  }
}

/** The errors of all forms, as far as their answers differ. */
interface Refusal {
  readonly code: string
  readonly seconds?: number
}

/** The answer to a form that was refused: its status, and how long to wait. */
export function refuseForm(ctx: Context, { code, seconds }: Refusal): void {
  ctx.status = statusOf(code)
  if (code === 'throttled') ctx.set('Retry-After', String(seconds))
}

/** 429 where waiting helps (RFC 6585 §4), 422 where the form has to be corrected. */
const statusOf = (code: string): 422 | 423 | 429 =>
  code === 'throttled' ? 429 : code === 'locked' ? 423 : 422
