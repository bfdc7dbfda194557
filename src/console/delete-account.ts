import { DAYS_TO_STAY } from '../actions/accounts.ts'
import type { FormError } from '../pages/parts.ts'
import { refuseForm } from '../sign-in/index.ts'
import { show } from '../web/show.ts'
import { emit } from '../web/emit.ts'
import { setPageHeaders, type FormFields } from '../web/index.ts'
import { dateOf } from '../kernel/instant.ts'
import { checkPassword } from './check-password.ts'
import type { ConsoleContext } from './console-context.ts'
import type { Visit } from './visit.ts'
import { tellDone } from './done.ts'
import { notFound } from './not-found.ts'
import { goTo } from './told.ts'

/** Says what goes and what is kept before anything does; afterwards, how to take it back. */
export function showDelete(console: ConsoleContext, visit: Visit, error?: FormError): void {
  const { ctx, session, account, subject } = visit
  if (account.leavesAt === undefined && isOff(console)) return notFound(console, ctx)
  const csrf = console.stepUp.guard.token(`session:${session.uid}`)
  setPageHeaders(ctx)
  if (account.leavesAt !== undefined) {
    return show(console, ctx, 'account-leaving', {
      action: stayAction(console),
      csrf,
      accountName: account.label,
      until: dateOf(account.leavesAt),
      backHref: console.path,
    })
  }
  if (error) refuseForm(ctx, error)
  show(console, ctx, 'account-delete', {
    action: `${console.path}/delete`,
    csrf,
    accountName: account.label,
    days: DAYS_TO_STAY,
    // With a second factor a fresh code has let the visitor in here.
    passwordNeeded: !subject.enrolled,
    cancelHref: console.path,
    ...(error ? { error } : {}),
  })
}

export async function actDelete(
  console: ConsoleContext,
  visit: Visit,
  fields: FormFields,
): Promise<void> {
  const { ctx, account, subject } = visit
  if (isOff(console)) return notFound(console, ctx)
  if (!subject.enrolled) {
    const check = await checkPassword(console, visit, fields)
    if ('error' in check) return showDelete(console, visit, check.error)
  }
  const until = await console.accounts.leave(account.id)
  if (until !== undefined) {
    await emit(console, ctx, { type: 'account_leaving', accountId: account.id, until })
  }
  goTo(ctx, `${console.path}/delete`)
}

/** Takes it back. */
export async function actStay(console: ConsoleContext, { ctx, account }: Visit): Promise<void> {
  if (!(await console.accounts.stay(account.id))) return goTo(ctx, console.path)
  await emit(console, ctx, { type: 'account_staying', accountId: account.id })
  tellDone(console, ctx, { code: 'staying', name: '' })
}

/** Operators alone delete accounts; what was begun before goes on, and can be taken back. */
const isOff = ({ accountDeletion }: ConsoleContext): boolean => accountDeletion === 'off'

export const stayAction = ({ path }: ConsoleContext): string => `${path}/delete/stay`
