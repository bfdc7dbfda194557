import type { Context } from 'koa'
import type { Method, Proof } from '../../assurance/index.ts'
import {
  isCodeOf,
  normalizeCode,
  parseRecoveryCode,
  type Recovery,
  type Verification,
} from '../../authenticators/index.ts'
import type { AccountId } from '../../ids.ts'
import { emit, type PageContext } from './page.ts'
import { findInteraction, type Walk } from './walk.ts'

/** Whose code it is, and for whom it is asked. */
export interface CodeAttempt {
  readonly accountId: AccountId
  readonly clientId: string
  readonly input: string
}

type Accepted = { readonly outcome: 'accepted'; readonly proof: Proof }

export type CodeVerdict = Accepted | Exclude<Verification, { outcome: 'accepted' }>
export type RecoveryVerdict = Accepted | Exclude<Recovery, { outcome: 'accepted' }>

/** Checks the code of a device: charges the attempt, tells the audit trail, and gives the proof. */
export async function verifyCode(
  page: PageContext,
  ctx: Context,
  { accountId, clientId, input }: CodeAttempt,
): Promise<CodeVerdict> {
  const result = await page.authenticators.verify(accountId, input)
  if (result.outcome === 'accepted') {
    const { authenticator } = result
    await emit(page, ctx, { type: 'code', outcome: 'accepted', accountId, authenticator, clientId })
    const proof: Proof = { method: 'totp', at: page.clock(), authenticator }
    return { outcome: 'accepted', proof }
  }
  if (result.outcome !== 'malformed') {
    const outcome = result.outcome === 'rejected' ? result.reason : result.outcome
    await emit(page, ctx, { type: 'code', outcome, accountId, clientId })
  }
  return result
}

/** The same for a recovery code. */
export async function verifyRecoveryCode(
  page: PageContext,
  ctx: Context,
  { accountId, clientId, input }: CodeAttempt,
): Promise<RecoveryVerdict> {
  const result: Recovery = (await page.recoveryCodes?.verify(accountId, input)) ?? {
    outcome: 'malformed',
  }
  if (result.outcome === 'accepted') {
    const { remaining } = result
    await emit(page, ctx, {
      type: 'recovery_code',
      outcome: 'accepted',
      accountId,
      remaining,
      clientId,
    })
    return { outcome: 'accepted', proof: { method: 'recovery_code', at: page.clock() } }
  }
  if (result.outcome !== 'malformed') {
    const outcome = result.outcome === 'rejected' ? result.reason : result.outcome
    await emit(page, ctx, { type: 'recovery_code', outcome, accountId, clientId })
  }
  return result
}

/** Checks whichever of the two was typed, if it is among the methods that are asked for. */
export async function verifyEither(
  page: PageContext,
  ctx: Context,
  methods: readonly Method[],
  attempt: CodeAttempt,
): Promise<CodeVerdict | RecoveryVerdict> {
  const recovery = parseRecoveryCode(attempt.input) !== undefined
  if (!methods.includes(recovery ? 'recovery_code' : 'totp')) {
    return { outcome: 'malformed', digits: [] }
  }
  return recovery ? verifyRecoveryCode(page, ctx, attempt) : verifyCode(page, ctx, attempt)
}

/** How many digits the codes of devices can have, whatever those of the account at hand have. */
const DIGITS = [6, 8]

/** Whether it could be a code of anybody's at all: for who must not learn what the account has. */
export function isAnyCode(input: string): boolean {
  if (parseRecoveryCode(input) !== undefined) return true
  const code = normalizeCode(input)
  return DIGITS.some((digits) => isCodeOf(code, digits))
}

/**
 * The form was sent twice, and the first time did it: goes on instead of complaining. False when that
 * is not how it was.
 */
export async function goOnIfSentTwice(
  page: PageContext,
  ctx: Context,
  { interaction }: Walk,
  verdict: CodeVerdict | RecoveryVerdict,
): Promise<boolean> {
  const spent =
    verdict.outcome === 'rejected' && (verdict.reason === 'replayed' || verdict.reason === 'used')
  if (!spent) return false
  const fresh = await findInteraction(page.provider, ctx, interaction.uid)
  if (fresh?.result === undefined || 'error' in fresh.result) return false
  ctx.status = 303
  ctx.redirect(interaction.returnTo)
  return true
}
