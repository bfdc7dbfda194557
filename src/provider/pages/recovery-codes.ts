import type { Context } from 'koa'
import { takesMethod } from '../../assurance/index.ts'
import type { MadeRecoveryCodes, ShownRecoveryCodes } from '../../authenticators/index.ts'
import type { AccountId } from '../../ids.ts'
import { dateOf } from '../../instant.ts'
import type { ShownCode } from '../../pages-recovery.ts'
import { emit, show, type PageContext } from './page.ts'
import { setPageHeaders } from './page-headers.ts'

/**
 * Gives an account that got its first device recovery codes, where the operator keeps any and a class
 * takes them. Recorded by the one call that makes them; where some stand, those go on.
 */
export async function issueCodes(
  { recoveryCodes, ladder, onEvent }: Pick<PageContext, 'recoveryCodes' | 'ladder' | 'onEvent'>,
  ctx: Context,
  accountId: AccountId,
): Promise<MadeRecoveryCodes | undefined> {
  if (!recoveryCodes || !takesMethod(ladder, 'recovery_code')) return undefined
  const codes = await recoveryCodes.issue(accountId)
  if (codes.made) await emit({ onEvent }, ctx, { type: 'recovery_codes_issued', accountId })
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
