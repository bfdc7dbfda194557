import { present } from '../kernel/typing.ts'
import { z } from 'zod'
import { endSessions } from '../actions/access.ts'
import { changePassword, flawOf } from '../actions/passwords.ts'
import { SHORTEST_PASSWORD } from '../methods/password/password-policy.ts'
import { proofBy, type Proof } from '../assurance/index.ts'
import { PASSWORD } from '../methods/password/method.ts'
import type { Instant } from '../kernel/instant.ts'
import type { PasswordChangeError } from '../pages/passwords.ts'
import { newPasswordError, refuseForm } from '../sign-in/index.ts'
import { goTo, setFlash, show, takeFlash } from '../web/index.ts'
import { checkPassword, takeEitherCode } from './typed-proofs.ts'
import type { Act, ConsoleContext, Visit } from './console-context.ts'
import { frameOf } from './frame.ts'
import { forgetProved, provedBefore, rememberProved } from './proved.ts'

/**
 * The page on which somebody who knows the present password chooses another: first it asks for the present one, then for the
 * new one and, where there is a second factor, a code, so that a refused one empties as little as can be. The code stands
 * beside the new password because the session goes on with it: it is a proof of that very moment.
 */
export async function showPasswordChange(context: ConsoleContext, visit: Visit): Promise<void> {
  const form = addressOf(context)
  const proved = provedBefore(context, visit, form).password
  const another = ANOTHER in visit.ctx.query
  if (another) context.chosen.forget(visit, form)
  const kept = proved === undefined || another ? undefined : await context.chosen.find(visit)
  render(context, visit, { proved, chosen: kept !== undefined })
}

/** What the form was given right before. */
interface Given {
  readonly proved: Instant | undefined
  /** A new password is kept, and only the code was wrong. */
  readonly chosen?: boolean
}

function render(
  context: ConsoleContext,
  visit: Visit,
  { proved, chosen = false }: Given,
  error?: PasswordChangeError,
): void {
  const { ctx, session, subject } = visit
  const changed = takeFlash(context, ctx, addressOf(context), changedSchema) !== undefined
  if (error) refuseForm(ctx, error.error)
  show(context, ctx, 'password-change', {
    action: addressOf(context),
    csrf: context.stepUp.guard.token(`session:${session.uid}`),
    frame: frameOf(context, visit, 'password'),
    passwordNeeded: proved === undefined,
    codeNeeded: subject.enrolled,
    ...(chosen ? { anotherHref: `${addressOf(context)}?${ANOTHER}` } : {}),
    shortest: SHORTEST_PASSWORD,
    changed: changed && !error,
    ...(error ? { error } : {}),
  })
}

/**
 * The present password comes first; what was right is not asked again. The new one is judged before a code is looked at:
 * whoever sits at an open session learns nothing about either.
 */
export const actPasswordChange: Act = async (context, visit, fields) => {
  const { ctx, account, acting, session, subject } = visit
  const form = addressOf(context)
  const before = provedBefore(context, visit, form).password
  const check = before === undefined ? await checkPassword(context, visit, fields) : { at: before }
  if ('error' in check) {
    return render(context, visit, { proved: undefined }, { field: 'password', error: check.error })
  }
  const refuse = (error: PasswordChangeError, chosen: boolean): void => {
    rememberProved(context, visit, form, { password: check.at })
    render(context, visit, { proved: check.at, chosen }, error)
  }

  const next = fields.get('new_password')
  const kept = next === '' ? await context.chosen.find(visit) : undefined
  if (next === '' && kept === undefined) {
    rememberProved(context, visit, form, { password: check.at })
    return goTo(ctx, form)
  }
  const flaw = kept === undefined ? await flawOf(context.accounts, account.id, next) : undefined
  if (flaw) return refuse({ field: 'new_password', error: newPasswordError(flaw) }, false)
  const code = subject.enrolled
    ? await takeEitherCode(context, ctx, account, fields.get('code'))
    : undefined
  const hash = kept ?? (await context.accounts.hashPassword(next))
  if (code?.outcome === 'refused') {
    if (kept === undefined) await context.chosen.keep(visit, form, hash)
    return refuse({ field: 'code', error: code.error }, true)
  }

  const changed = await changePassword(context.accounts, acting, { hash, provedAt: check.at })
  context.chosen.forget(visit, form)
  forgetProved(visit, form)
  // Reset or changed elsewhere a moment ago: what was proved here is void, and the entrance says so.
  if (!changed) return goTo(ctx, form)
  await proceed(context, visit, code?.proof)
  // They count for nothing any more; ended, they are gone from the list, and applications are told.
  await endSessions(context.sessions, acting, session.uid)
  setFlash(context, ctx, form, 'changed')
}

/**
 * A new password voids all that was proved before, in every session. In this one the password that is the account's from now
 * on was typed just now, and with it the code: it goes on with that.
 */
async function proceed(
  context: ConsoleContext,
  visit: Visit,
  code: Proof | undefined,
): Promise<void> {
  const { ctx, session, account, secondClass } = visit
  const voided = (await context.directory.find(account.id))?.proofsNotBefore
  const changed = { id: account.id, ...present({ proofsNotBefore: voided }) }
  const at = Math.max(context.clock(), voided ?? 0) as Instant
  context.browsers.remember(ctx, account.label, voided)
  if (code) context.browsers.rememberProof(ctx, changed)
  const password = proofBy(context.ladder, PASSWORD, at)
  const proofs: Proof[] = [password, ...(code ? [{ ...code, at }] : [])]
  const raises = code !== undefined && !secondClass
  await context.stepUp.prove(context.provider, ctx, session, proofs, { raises })
}

const addressOf = ({ path }: ConsoleContext): string => `${path}/password`

/** In the address of whoever wants another new password than the one that is kept. */
const ANOTHER = 'another'

const changedSchema = z.literal('changed')
