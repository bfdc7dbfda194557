import type { Context } from 'koa'
import type { Proof } from '../assurance/index.ts'
import { assertNever } from '../assert-never.ts'
import { parseRecoveryCode, type Recovery, type Verification } from '../authenticators/index.ts'
import type { AccountId } from '../ids.ts'
import type { Instant } from '../instant.ts'
import type { EitherCodeError } from '../pages-passwords.ts'
import { emit, secondsUntil } from '../provider/index.ts'
import type { ConsoleContext } from './console-context.ts'

export type EitherCode =
  | { readonly outcome: 'accepted'; readonly proof: Proof }
  | { readonly outcome: 'refused'; readonly error: EitherCodeError }

/** Whether an account has bound a second factor, which then is asked for. */
export async function isEnrolled(
  { authenticators, recoveryCodes }: ConsoleContext,
  accountId: AccountId,
): Promise<boolean> {
  const devices = await authenticators.confirmed(accountId)
  return devices.length > 0 || (await recoveryCodes.find(accountId)) !== undefined
}

/** Takes a code from an app or a recovery code, told apart by their shape, on one budget. */
export function takeEitherCode(
  console: ConsoleContext,
  ctx: Context,
  accountId: AccountId,
  input: string,
): Promise<EitherCode> {
  return parseRecoveryCode(input) === undefined
    ? takeCode(console, ctx, accountId, input)
    : takeRecoveryCode(console, ctx, accountId, input)
}

async function takeCode(
  console: ConsoleContext,
  ctx: Context,
  accountId: AccountId,
  input: string,
): Promise<EitherCode> {
  const result = await console.authenticators.verify(accountId, input)
  const now = console.clock()
  if (result.outcome === 'accepted') {
    const { authenticator } = result
    await emit(console, ctx, { type: 'code', outcome: 'accepted', accountId, authenticator })
    return { outcome: 'accepted', proof: { method: 'totp', at: now, authenticator } }
  }
  if (result.outcome !== 'malformed') {
    const outcome = result.outcome === 'rejected' ? result.reason : result.outcome
    await emit(console, ctx, { type: 'code', outcome, accountId })
  }
  return { outcome: 'refused', error: errorOf(result, now) }
}

async function takeRecoveryCode(
  console: ConsoleContext,
  ctx: Context,
  accountId: AccountId,
  input: string,
): Promise<EitherCode> {
  const result = await console.recoveryCodes.verify(accountId, input)
  const now = console.clock()
  const type = 'recovery_code'
  if (result.outcome === 'accepted') {
    const { outcome, remaining } = result
    await emit(console, ctx, { type, outcome, accountId, remaining })
    return { outcome: 'accepted', proof: { method: 'recovery_code', at: now } }
  }
  if (result.outcome !== 'malformed') {
    const outcome = result.outcome === 'rejected' ? result.reason : result.outcome
    await emit(console, ctx, { type, outcome, accountId })
  }
  return { outcome: 'refused', error: errorOf(result, now) }
}

type Refusal = Exclude<Verification | Recovery, { outcome: 'accepted' }>

function errorOf(result: Refusal, now: Instant): EitherCodeError {
  switch (result.outcome) {
    case 'rejected':
      if ('nextAt' in result) {
        return { code: 'code_just_used', seconds: secondsUntil(result.nextAt, now) }
      }
      return { code: result.reason === 'used' ? 'recovery_code_used' : 'either_wrong' }
    case 'malformed':
      return { code: 'either_malformed' }
    case 'throttled':
      return { code: 'throttled', seconds: secondsUntil(result.retryAt, now) }
    case 'locked':
      return { code: 'locked' }
    default:
      return assertNever(result)
  }
}
