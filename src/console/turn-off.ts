import { turnOff } from '../actions/second-factor.ts'
import { refuseForm, renderMessage } from '../sign-in/index.ts'
import { goTo, show } from '../web/index.ts'
import { mayBeWithout } from '../policy/index.ts'
import type { FormError } from '../pages/parts.ts'
import { checkPassword } from './typed-proofs.ts'
import type { Act, ConsoleContext, Visit } from './console-context.ts'
import { tellDone } from './done.ts'
import { formParts } from './frame.ts'

interface Asked {
  /** The removal of the last device led here: its name. */
  readonly lastDevice?: string
  readonly error?: FormError
}

/** Asks before everything goes. */
export function showTurnOff(context: ConsoleContext, visit: Visit, asked: Asked = {}): void {
  const { ctx, subject } = visit
  if (!mayBeWithout(context)) return refuseTurningOff(context, visit)
  if (!subject.enrolled) return goTo(ctx, context.path)
  if (asked.error) refuseForm(ctx, asked.error)
  show(context, ctx, 'turn-off', {
    ...formParts(context, visit),
    action: `${context.path}/turn-off`,
    passwordNeeded: context.turnOffWith === 'password',
    ...asked,
  })
}

export const actTurnOff: Act = async (context, visit, fields) => {
  const { ctx, acting, subject } = visit
  if (!mayBeWithout(context)) return refuseTurningOff(context, visit)
  if (!subject.enrolled) return goTo(ctx, context.path)
  if (context.turnOffWith === 'password') {
    const check = await checkPassword(context, visit, fields)
    if ('error' in check) return showTurnOff(context, visit, check)
  }
  const result = await turnOff(context, acting)
  if (result === 'required') return refuseTurningOff(context, visit)
  if (result === 'standing') return goTo(ctx, context.path)
  tellDone(context, ctx, { code: 'turned_off', name: '' })
}

/** The reason why not, for those who come by an address instead of a link. */
export const refuseTurningOff = (context: ConsoleContext, { ctx }: Visit): void => {
  renderMessage(context, ctx, 403, 'second_factor_required', [
    { code: 'account', href: context.path },
  ])
}
