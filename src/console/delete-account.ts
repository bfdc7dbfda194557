import { asksPassword } from '../policy/index.ts'
import { DAYS_TO_STAY } from '../actions/accounts.ts'
import { leave, stay } from '../actions/leaving.ts'
import type { FormError } from '../pages/parts.ts'
import { refuseForm } from '../sign-in/index.ts'
import { goTo, show } from '../web/index.ts'
import { dateOf } from '../kernel/instant.ts'
import { checkPassword } from './typed-proofs.ts'
import type { Act, ConsoleContext, Visit } from './console-context.ts'
import { tellDone } from './done.ts'
import { notFound } from './frame.ts'

/** Says what goes and what is kept before anything does; afterwards, how to take it back. */
export function showDelete(context: ConsoleContext, visit: Visit, error?: FormError): void {
  const { ctx, session, account, subject } = visit
  if (account.leavesAt === undefined && isOff(context)) return notFound(context, ctx)
  const csrf = context.stepUp.guard.token(`session:${session.uid}`)
  if (account.leavesAt !== undefined) {
    return show(context, ctx, 'account-leaving', {
      action: stayAction(context),
      csrf,
      accountName: account.label,
      until: dateOf(account.leavesAt),
      backHref: context.path,
    })
  }
  if (error) refuseForm(ctx, error)
  show(context, ctx, 'account-delete', {
    action: `${context.path}/delete`,
    csrf,
    accountName: account.label,
    days: DAYS_TO_STAY,
    // With a second factor a fresh code has let the visitor in here.
    passwordNeeded: asksPassword('delete_account', subject),
    cancelHref: context.path,
    ...(error ? { error } : {}),
  })
}

export const actDelete: Act = async (context, visit, fields) => {
  const { ctx, acting, subject } = visit
  if (isOff(context)) return notFound(context, ctx)
  if (asksPassword('delete_account', subject)) {
    const check = await checkPassword(context, visit, fields)
    if ('error' in check) return showDelete(context, visit, check.error)
  }
  await leave(context.accounts, acting)
  goTo(ctx, `${context.path}/delete`)
}

/** Takes it back. */
export async function actStay(context: ConsoleContext, { ctx, acting }: Visit): Promise<void> {
  if (!(await stay(context.accounts, acting))) return goTo(ctx, context.path)
  tellDone(context, ctx, { code: 'staying', name: '' })
}

/** Operators alone delete accounts; what was begun before goes on, and can be taken back. */
const isOff = ({ accountDeletion }: ConsoleContext): boolean => accountDeletion === 'off'

export const stayAction = ({ path }: ConsoleContext): string => `${path}/delete/stay`
