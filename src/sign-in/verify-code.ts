import type { Context } from 'koa'
import type { Proof } from '../assurance/index.ts'
import { isCodeOf, normalizeCode } from '../methods/totp/index.ts'
import { parseRecoveryCode, type Recovery } from '../methods/recovery-codes/index.ts'
import type { Verification, DirectoryAccount } from '../people/index.ts'
import type { StepUpEvent } from '../audit/events.ts'
import { noteRightCode, noteWrongCode } from './code-browser.ts'
import { type PageContext } from './page-context.ts'
import { emit } from '../web/emit.ts'
import { noteDevice } from '../web/origin.ts'
import type { FormGuess } from './repeated-guess.ts'

/** What a code is checked with. */
export type CodeContext = Pick<
  PageContext,
  'authenticators' | 'recoveryCodes' | 'clock' | 'onEvent' | 'browsers'
>

/** Whose code it is, and which application's request asks for it; none where a page of ours does. */
export interface TypedCode {
  readonly account: DirectoryAccount
  /**
   * The name that was typed with it, under which the browser counts wrong ones: beside a password it must not tell by
   * another one that the password was right. @default the account's
   */
  readonly typedName?: string
  readonly clientId?: string
  readonly input: string
  /** Of a form that may be sent twice: a wrong one counts once. */
  readonly guess?: FormGuess
}

type Accepted = { readonly outcome: 'accepted'; readonly proof: Proof }

export type CodeVerdict = Accepted | Exclude<Verification, { outcome: 'accepted' }>
export type RecoveryVerdict = Accepted | Exclude<Recovery, { outcome: 'accepted' }>

/** Checks the code of a device: charges the attempt, tells the audit trail, and gives the proof. */
export async function verifyCode(
  page: CodeContext,
  ctx: Context,
  attempt: TypedCode,
): Promise<CodeVerdict> {
  const { account, input, guess } = attempt
  const result = await page.authenticators.verify(account.id, input, guess)
  noteDevice(ctx, result.outcome === 'accepted' ? result.name : undefined)
  if (result.outcome === 'accepted') {
    const { authenticator } = result
    const facts = factsOf(page, ctx, attempt, 'accepted')
    await emit(page, ctx, { type: 'code', outcome: 'accepted', authenticator, ...facts })
    const at = page.clock()
    const proof: Proof = { method: 'totp', at, credential: authenticator }
    return { outcome: 'accepted', proof }
  }
  if (result.outcome !== 'malformed' && !guess?.repeated) {
    const outcome = result.outcome === 'rejected' ? result.reason : result.outcome
    const facts = factsOf(page, ctx, attempt, outcome)
    await emit(page, ctx, { type: 'code', outcome, ...facts })
    await tellLock(page, ctx, result, { factor: 'code', ...whoseOf(attempt) })
  }
  return result
}

/** The same for a recovery code. */
export async function verifyRecoveryCode(
  page: CodeContext,
  ctx: Context,
  attempt: TypedCode,
): Promise<RecoveryVerdict> {
  const { account, input, guess } = attempt
  const result: Recovery = (await page.recoveryCodes?.verify(account.id, input, guess)) ?? {
    outcome: 'malformed',
  }
  // What stands on it from here on stands on the list of codes, whatever device the session knows.
  noteDevice(ctx, undefined)
  if (result.outcome === 'accepted') {
    const { remaining, set: credential } = result
    const facts = factsOf(page, ctx, attempt, 'accepted')
    await emit(page, ctx, { type: 'recovery_code', outcome: 'accepted', remaining, ...facts })
    const proof: Proof = { method: 'recovery_code', at: page.clock(), credential }
    return { outcome: 'accepted', proof }
  }
  if (result.outcome !== 'malformed' && !guess?.repeated) {
    const outcome = result.outcome === 'rejected' ? result.reason : result.outcome
    const facts = factsOf(page, ctx, attempt, outcome)
    await emit(page, ctx, { type: 'recovery_code', outcome, ...facts })
    await tellLock(page, ctx, result, { factor: 'code', ...whoseOf(attempt) })
  }
  return result
}

type Outcome = 'accepted' | 'mismatch' | 'used' | 'replayed' | 'throttled' | 'locked'

/** What the audit trail is told of either, and what the browser keeps of it. */
function factsOf({ browsers }: CodeContext, ctx: Context, attempt: TypedCode, outcome: Outcome) {
  const { account, typedName = account.label } = attempt
  const known = browsers.hasProved(ctx, account)
  if (outcome === 'accepted') browsers.rememberProof(ctx, account)
  const browser =
    outcome === 'accepted'
      ? noteRightCode(ctx)
      : outcome === 'mismatch' || outcome === 'used'
        ? noteWrongCode(ctx, typedName)
        : undefined
  return {
    ...whoseOf(attempt),
    ...(known ? { known } : {}),
    ...(browser ? { browser } : {}),
  }
}

const whoseOf = ({ account, clientId }: TypedCode) => ({
  accountId: account.id,
  ...(clientId === undefined ? {} : { clientId }),
})

/** Tells the audit trail, and the owner by it, that no attempt is looked at from here on. */
export async function tellLock(
  page: Pick<PageContext, 'onEvent'>,
  ctx: Context,
  verdict: { readonly outcome: string; readonly locks?: true },
  lock: Omit<Extract<StepUpEvent, { type: 'account_locked' }>, 'type' | 'origin'>,
): Promise<void> {
  if (verdict.locks) await emit(page, ctx, { type: 'account_locked', ...lock })
}

/** Which of the two somebody has typed, by its shape. */
export const methodOf = (input: string): 'totp' | 'recovery_code' =>
  parseRecoveryCode(input) === undefined ? 'totp' : 'recovery_code'

/** Checks whichever was typed. */
export const verifyEither = (
  page: CodeContext,
  ctx: Context,
  attempt: TypedCode,
): Promise<CodeVerdict | RecoveryVerdict> =>
  methodOf(attempt.input) === 'totp'
    ? verifyCode(page, ctx, attempt)
    : verifyRecoveryCode(page, ctx, attempt)

/** How many digits the codes of devices can have, whatever those of the account at hand have. */
const DIGITS = [6, 8]

/** Whether it could be a code of anybody's at all: for who must not learn what the account has. */
export function isAnyCode(input: string): boolean {
  if (parseRecoveryCode(input) !== undefined) return true
  const code = normalizeCode(input)
  return DIGITS.some((digits) => isCodeOf(code, digits))
}

/** Right, but used before: perhaps by the same form, sent a moment ago. */
export const isSpent = (verdict: CodeVerdict | RecoveryVerdict): boolean =>
  verdict.outcome === 'rejected' && (verdict.reason === 'replayed' || verdict.reason === 'used')
