import { refuseForm, renderMessage } from '../sign-in/index.ts'
import { show } from '../web/show.ts'
import { setPageHeaders, type FormFields } from '../web/index.ts'
import type { FormError } from '../pages/parts.ts'
import { checkPassword } from './check-password.ts'
import type { ConsoleContext } from './console-context.ts'
import type { Visit } from './visit.ts'
import { tellDone } from './done.ts'
import { goTo } from './told.ts'
import { turnOff } from './second-factor.ts'

interface Asked {
  /** The removal of the last device led here: its name. */
  readonly lastDevice?: string
  readonly error?: FormError
}

/** Asks before everything goes. */
export function showTurnOff(console: ConsoleContext, visit: Visit, asked: Asked = {}): void {
  const { ctx, session, account, subject } = visit
  if (console.secondFactorRequired) return refuseTurningOff(console, visit)
  if (!subject.enrolled) return goTo(ctx, console.path)
  setPageHeaders(ctx)
  if (asked.error) refuseForm(ctx, asked.error)
  show(console, ctx, 'turn-off', {
    action: `${console.path}/turn-off`,
    csrf: console.stepUp.guard.token(`session:${session.uid}`),
    accountName: account.label,
    passwordNeeded: console.turnOffWith === 'password',
    cancelHref: console.path,
    ...asked,
  })
}

export async function actTurnOff(
  console: ConsoleContext,
  visit: Visit,
  fields: FormFields,
): Promise<void> {
  const { ctx, account, subject } = visit
  if (console.secondFactorRequired) return refuseTurningOff(console, visit)
  if (!subject.enrolled) return goTo(ctx, console.path)
  if (console.turnOffWith === 'password') {
    const check = await checkPassword(console, visit, fields)
    if ('error' in check) return showTurnOff(console, visit, check)
  }
  const result = await turnOff(console, ctx, account.id)
  if (result === 'required') return refuseTurningOff(console, visit)
  if (result === 'standing') return goTo(ctx, console.path)
  tellDone(console, ctx, { code: 'turned_off', name: '' })
}

/** The reason why not, for those who come by an address instead of a link. */
export const refuseTurningOff = (console: ConsoleContext, { ctx }: Visit): void => {
  renderMessage(console, ctx, 403, 'second_factor_required', [
    { code: 'account', href: console.path },
  ])
}
