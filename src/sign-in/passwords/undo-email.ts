import { present } from '../../kernel/typing.ts'
import { createHash } from 'node:crypto'
import type { Context } from 'koa'
import { UNDO_LIFETIME } from '../../actions/email-changes.ts'
import { undoEmailChange } from '../../actions/emails.ts'
import type { AccountId } from '../../kernel/ids.ts'
import { followMailLink, ownerIn, show, type Addressed } from '../../web/index.ts'
import { privateCookie, type PasswordsContext } from './context.ts'

/** The link's token while the form is open. */
const undoCookie = privateCookie('step_up_undo')

/** The link in the mail. */
export const followUndo = ({ addresses }: PasswordsContext, ctx: Addressed): void =>
  followMailLink(ctx, addresses.undoEmail, (token) => undoCookie.set(ctx, token, UNDO_LIFETIME))

/** Gives an account its former address back. Nobody has to sign in: perhaps its owner no longer can. */
export async function showUndo(context: PasswordsContext, ctx: Context): Promise<void> {
  const token = undoCookie.get(ctx)
  const open = await context.emailChanges.findUndo(token)
  if (!open) return tell(context, ctx, 410, 'expired', context.addresses.account)
  show(context, ctx, 'email-undo', {
    action: context.addresses.undoEmail,
    csrf: context.guard.token(scopeOf(token)),
    accountName: open.account.login,
    ...present({ address: open.email }),
  })
}

export async function acceptUndo(context: PasswordsContext, ctx: Context): Promise<void> {
  const token = undoCookie.get(ctx)
  const sent = context.guard.nameOf(ctx, scopeOf(token))
  const work = () => undo(context, ctx, token)
  if (sent === undefined) await work()
  else await context.answers.once(ctx, sent, work)
}

async function undo(context: PasswordsContext, ctx: Context, token: string): Promise<void> {
  if (!context.guard.accept(ctx, scopeOf(token))) {
    return tell(context, ctx, 403, 'outdated', context.addresses.undoEmail)
  }
  const reader = (id: AccountId) => ownerIn(context, ctx, id)
  if (!(await undoEmailChange(context.emailChanges, reader, token))) {
    return tell(context, ctx, 410, 'expired', context.addresses.account)
  }
  undoCookie.set(ctx, undefined)
  tell(context, ctx, 200, 'undone', context.addresses.forgot)
}

function tell(
  context: PasswordsContext,
  ctx: Context,
  status: number,
  code: 'expired' | 'undone' | 'outdated',
  href: string,
): void {
  ctx.status = status
  show(context, ctx, 'email-told', { code, href })
}

/** A form belongs to the link that it was opened by; its token names it without telling it. */
const scopeOf = (token: string) =>
  `browser:${createHash('sha256').update(`undo form:${token}`).digest('base64url')}` as const
