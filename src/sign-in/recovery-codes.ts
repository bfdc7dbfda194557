import type { Context } from 'koa'
import type { ShownRecoveryCodes } from '../methods/recovery-codes/index.ts'
import { dateOf } from '../kernel/instant.ts'
import type { ShownCode } from '../pages/recovery.ts'
import { type PageContext } from './page-context.ts'
import { show } from '../web/index.ts'

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
  show(page, ctx, 'recovery-codes.txt', {
    accountName,
    codes: shownCodes(codes),
    createdAt: dateOf(codes.createdAt),
  })
  ctx.attachment('recovery-codes.txt')
  ctx.type = 'text'
}
