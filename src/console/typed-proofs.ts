import type { Context } from 'koa'
import type { Proof } from '../assurance/index.ts'
import { assertNever } from '../kernel/typing.ts'
import type { DirectoryAccount } from '../people/index.ts'
import type { Instant } from '../kernel/instant.ts'
import type { EitherCodeError } from '../pages/passwords.ts'
import { secondsUntil, verifyEither, passwordError } from '../sign-in/index.ts'
import type { ConsoleContext, Visit } from './console-context.ts'
import { provePassword } from '../actions/passwords.ts'
import type { FormError } from '../pages/parts.ts'
import type { FormFields } from '../web/index.ts'

export type EitherCode =
  | { readonly outcome: 'accepted'; readonly proof: Proof }
  | { readonly outcome: 'refused'; readonly error: EitherCodeError }

/** Takes a code from an app or a recovery code, told apart by their shape, on one budget. */
export async function takeEitherCode(
  context: ConsoleContext,
  ctx: Context,
  account: DirectoryAccount,
  input: string,
): Promise<EitherCode> {
  const verdict = await verifyEither(context, ctx, {
    account,
    input,
  })
  return verdict.outcome === 'accepted'
    ? verdict
    : { outcome: 'refused', error: errorOf(verdict, context.clock()) }
}

type Refusal = Exclude<Awaited<ReturnType<typeof verifyEither>>, { outcome: 'accepted' }>

function errorOf(verdict: Refusal, now: Instant): EitherCodeError {
  switch (verdict.outcome) {
    case 'rejected':
      if (verdict.locks) return { code: 'locked' }
      if ('nextAt' in verdict) {
        return { code: 'code_just_used', seconds: secondsUntil(verdict.nextAt, now) }
      }
      return { code: verdict.reason === 'used' ? 'recovery_code_used' : 'either_wrong' }
    case 'malformed':
      return { code: 'either_malformed' }
    case 'throttled':
      return { code: 'throttled', seconds: secondsUntil(verdict.retryAt, now) }
    case 'locked':
      return { code: 'locked' }
    default:
      return assertNever(verdict)
  }
}

/** Checks the password that stands in a form of the console; when it was proved, or what is wrong. */
export async function checkPassword(
  { browsers, clock, passwords }: ConsoleContext,
  { ctx, account, acting }: Visit,
  fields: FormFields,
): Promise<{ readonly at: Instant } | { readonly error: FormError }> {
  const browser = browsers.identify(ctx, account.label)
  const check = await provePassword(passwords, acting, fields.get('password'), browser)
  if (check.outcome === 'accepted') return { at: check.at }
  return { error: passwordError(check, clock(), 'password_wrong') }
}
