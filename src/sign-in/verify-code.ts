import { present } from '../kernel/typing.ts'
import type { Context } from 'koa'
import { proofBy, type Ladder, type Proof } from '../assurance/index.ts'
import { METHODS } from '../methods/index.ts'
import type { CodeRefusal, CodeResult, MethodModule, TypedCodes } from '../methods/method.ts'
import type { DirectoryAccount } from '../people/index.ts'
import type { StepUpEvent } from '../audit/events.ts'
import { noteRightCode, noteWrongCode } from './code-browser.ts'
import { type PageContext } from './page-context.ts'
import { emit, noteDevice } from '../web/index.ts'
import type { FormGuess } from './repeated-guess.ts'

/** What a code is checked with. */
export type CodeContext = Pick<
  PageContext,
  'authenticators' | 'recoveryCodes' | 'clock' | 'onEvent' | 'browsers'
> & { readonly ladder: Pick<Ladder, 'methods'> }

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

export type CodeVerdict = { readonly outcome: 'accepted'; readonly proof: Proof } | CodeRefusal

/**
 * Checks a code by the method that it is typed for: charges the attempt, tells the audit trail, and gives the proof.
 * Where no such codes are taken, it could be none.
 */
export async function verifyCode(
  page: CodeContext,
  ctx: Context,
  method: CodeMethod,
  attempt: TypedCode,
): Promise<CodeVerdict> {
  const { account, input, guess } = attempt
  const { event: type } = method.codes
  const result: CodeResult = (await method.codes.verify(page, account.id, input, guess)) ?? {
    outcome: 'malformed',
  }
  // What stands on a recovery code from here on stands on the list of codes, whatever device the session knows.
  noteDevice(ctx, result.outcome === 'accepted' ? result.name : undefined)
  if (result.outcome === 'accepted') {
    const { credential } = result
    const facts = { ...result.facts, ...factsOf(page, ctx, attempt, 'accepted') }
    await emit(page, ctx, { type, outcome: 'accepted', ...facts })
    return {
      outcome: 'accepted',
      proof: proofBy(page.ladder, method, page.clock(), { credential }),
    }
  }
  if (result.outcome !== 'malformed' && !guess?.repeated) {
    const outcome = result.outcome === 'rejected' ? result.reason : result.outcome
    const facts = factsOf(page, ctx, attempt, outcome)
    await emit(page, ctx, { type, outcome, ...facts } as CodeEvent)
    await tellLock(page, ctx, result, { factor: 'code', ...whoseOf(attempt) })
  }
  return result
}

/** The method says which of the two it is, and what belongs to it. */
type CodeEvent = Extract<Parameters<typeof emit>[2], { type: TypedCodes['event'] }>

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
  ...present({ clientId }),
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

/** A method that is proved by a code. */
export type CodeMethod = MethodModule & { readonly codes: TypedCodes }

/** All of them, in the order in which they are asked for. */
export const CODE_METHODS: readonly CodeMethod[] = METHODS.filter(
  (method): method is CodeMethod => method.codes !== undefined,
)

/** Which of them somebody has typed a code of, by its shape; what is none counts as the first's. */
export const methodOf = (input: string): CodeMethod | undefined =>
  CODE_METHODS.find(({ codes }) => codes.reads(input)) ?? CODE_METHODS[0]

/** Checks whichever was typed. */
export async function verifyEither(
  page: CodeContext,
  ctx: Context,
  attempt: TypedCode,
): Promise<CodeVerdict> {
  const method = methodOf(attempt.input)
  return method ? verifyCode(page, ctx, method, attempt) : { outcome: 'malformed' }
}

/** Whether it could be a code of anybody's at all: for who must not learn what the account has. */
export const isAnyCode = (input: string): boolean =>
  CODE_METHODS.some(({ codes }) => codes.reads(input))

/** Right, but used before: perhaps by the same form, sent a moment ago. */
export const isSpent = (verdict: CodeVerdict): boolean =>
  verdict.outcome === 'rejected' && (verdict.reason === 'replayed' || verdict.reason === 'used')
