import type { Context } from 'koa'
import { takesMethod } from '../assurance/index.ts'
import {
  RECOVERY_CODE,
  type MadeRecoveryCodes,
  type ShownRecoveryCodes,
} from '../methods/recovery-codes/index.ts'
import type { RecoveryCodeSet } from '../people/index.ts'
import type { AccountId } from '../kernel/ids.ts'
import { dateOf } from '../kernel/instant.ts'
import type { ShownCode } from '../pages/recovery.ts'
import { type PageContext } from './page-context.ts'
import { show } from '../web/show.ts'
import { emit } from '../web/emit.ts'
import { setPageHeaders } from '../web/page-headers.ts'

type CodesContext = Pick<PageContext, 'recoveryCodes' | 'ladder'>

/** Where the operator keeps any and a class takes them. */
const offered = ({ recoveryCodes, ladder }: CodesContext) =>
  takesMethod(ladder, RECOVERY_CODE.id) ? recoveryCodes : undefined

/** Makes the codes that come with an account's first device; undefined where there are none. */
export function draftCodes(
  page: CodesContext,
  accountId: AccountId,
): (() => RecoveryCodeSet) | undefined {
  const recoveryCodes = offered(page)
  return recoveryCodes && (() => recoveryCodes.draft(accountId))
}

/**
 * Gives an account that has none its codes, where it may have any. Recorded by the one call that makes
 * them; where some stand, those go on.
 */
export async function issueCodes(
  page: CodesContext & Pick<PageContext, 'onEvent'>,
  ctx: Context,
  accountId: AccountId,
): Promise<MadeRecoveryCodes | undefined> {
  const codes = await offered(page)?.issue(accountId)
  if (codes?.made) await emit(page, ctx, { type: 'recovery_codes_issued', accountId })
  return codes
}

/** What a page shows of them. */
export const shownCodes = ({ codes }: ShownRecoveryCodes): readonly ShownCode[] =>
  codes.map(({ code, usedAt }) => ({ code: code.reveal(), used: usedAt !== undefined }))

/** Answers with the codes as a text file, which nothing on the way keeps. */
export function sendCodesFile(
  page: Pick<PageContext, 'render'>,
  ctx: Context,
  accountName: string,
  codes: ShownRecoveryCodes,
): void {
  setPageHeaders(ctx)
  show(page, ctx, 'recovery-codes.txt', {
    accountName,
    codes: shownCodes(codes),
    createdAt: dateOf(codes.createdAt),
  })
  ctx.attachment('recovery-codes.txt')
  ctx.type = 'text'
}
