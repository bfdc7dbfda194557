import { z } from 'zod'
import { SHORTEST_PASSWORD } from '../accounts/password-policy.ts'
import type { Proof } from '../assurance/index.ts'
import type { Instant } from '../instant.ts'
import type { NewPasswordError, PasswordChangeError } from '../pages-passwords.ts'
import {
  emit,
  newPasswordError,
  refuseForm,
  setPageHeaders,
  show,
  type FormFields,
} from '../provider/index.ts'
import { checkPassword } from './check-password.ts'
import type { ConsoleContext, Visit } from './console-context.ts'
import { takeEitherCode } from './either-code.ts'
import { frameOf } from './frame.ts'
import { forgetProved, provedBefore, rememberProved, type Proved } from './proved.ts'
import { goTo, takeTold, tell } from './told.ts'

/**
 * The page on which somebody who knows the present password chooses another: first it asks for what proves
 * that, then for the new one, so that a refused one empties nothing else.
 */
export function showPasswordChange(console: ConsoleContext, visit: Visit): void {
  render(console, visit, provedBefore(console, visit, addressOf(console)), [])
}

function render(
  console: ConsoleContext,
  visit: Visit,
  proved: Proved,
  errors: readonly PasswordChangeError[],
): void {
  const { ctx, session, subject } = visit
  const changed = takeTold(console, ctx, addressOf(console), changedSchema) !== undefined
  const [first] = errors
  setPageHeaders(ctx)
  if (first) refuseForm(ctx, first.error)
  show(console, ctx, 'password-change', {
    action: addressOf(console),
    csrf: console.stepUp.guard.token(`session:${session.uid}`),
    frame: frameOf(console, visit, 'password'),
    passwordNeeded: proved.password === undefined,
    codeNeeded: subject.enrolled && proved.code === undefined,
    shortest: SHORTEST_PASSWORD,
    changed: changed && !first,
    errors,
  })
}

/**
 * What proves that it is the owner comes first, each part by itself: what was right is not asked again. The new
 * password is judged before it is taken; whoever sits at an open session learns nothing about the present one.
 */
export async function changePassword(
  console: ConsoleContext,
  visit: Visit,
  fields: FormFields,
): Promise<void> {
  const { account } = visit
  const form = addressOf(console)
  const { proved, errors } = await proveOwner(console, visit, fields)
  if (proved.password === undefined || errors.length > 0) {
    rememberProved(console, visit, form, proved)
    return render(console, visit, proved, errors)
  }

  const next = fields.get('new_password')
  if (next === '') {
    rememberProved(console, visit, form, proved)
    return goTo(visit.ctx, form)
  }
  const flaw = await flawOf(console, visit, next)
  if (flaw) {
    rememberProved(console, visit, form, proved)
    return render(console, visit, proved, [{ field: 'new_password', error: flaw }])
  }

  const change = await console.accounts.setPassword(account.id, next, proved.password)
  forgetProved(visit, form)
  // Reset or changed elsewhere a moment ago: what was proved here is void, and the entrance says so.
  if (change.outcome !== 'changed') return goTo(visit.ctx, form)
  await emit(console, visit.ctx, { type: 'password_changed', accountId: account.id, by: 'owner' })
  await goOn(console, visit, proved.code)
  // They count for nothing any more; ended, they are gone from the list, and applications are told.
  await console.endOtherSessions(visit)
  tell(console, visit.ctx, form, 'changed')
}

/** Looks at each part that this form has not been given right already. */
async function proveOwner(
  console: ConsoleContext,
  visit: Visit,
  fields: FormFields,
): Promise<{ readonly proved: Proved; readonly errors: readonly PasswordChangeError[] }> {
  const { ctx, account, subject } = visit
  const errors: PasswordChangeError[] = []
  let { password, code } = provedBefore(console, visit, addressOf(console))
  if (password === undefined) {
    const check = await checkPassword(console, visit, fields)
    if ('error' in check) errors.push({ field: 'password', error: check.error })
    else password = check.at
  }
  if (subject.enrolled && !code) {
    const taken = await takeEitherCode(console, ctx, account, fields.get('code'))
    if (taken.outcome === 'refused') errors.push({ field: 'code', error: taken.error })
    else code = taken.proof
  }
  return {
    proved: { ...(password === undefined ? {} : { password }), ...(code ? { code } : {}) },
    errors,
  }
}

/** The present password is known to be known here: nobody learns it by trying it as the new one. */
async function flawOf(
  { accounts }: ConsoleContext,
  { account }: Visit,
  next: string,
): Promise<NewPasswordError | undefined> {
  const judgement = await accounts.judgePassword(account.id, next)
  if (judgement && !judgement.ok) return newPasswordError(judgement.reason)
  return (await accounts.hasPassword(account.id, next)) ? { code: 'unchanged' } : undefined
}

/**
 * A new password voids all that was proved before, in every session. In this one both factors were
 * proved just now, for this very account: it goes on with that.
 */
async function goOn(console: ConsoleContext, visit: Visit, code: Proof | undefined): Promise<void> {
  const { ctx, session, account, secondClass } = visit
  const voided = (await console.directory.find(account.id))?.proofsNotBefore
  const changed = { id: account.id, ...(voided === undefined ? {} : { proofsNotBefore: voided }) }
  const at = Math.max(console.clock(), voided ?? 0) as Instant
  console.browsers.remember(ctx, account.label, voided)
  if (code) console.browsers.rememberProof(ctx, changed)
  const proofs: Proof[] = [{ method: 'password', at }, ...(code ? [{ ...code, at }] : [])]
  const raises = code !== undefined && !secondClass
  await console.stepUp.prove(console.provider, ctx, session, proofs, { raises })
}

const addressOf = ({ path }: ConsoleContext): string => `${path}/password`

const changedSchema = z.literal('changed')
