import { z } from 'zod'
import { SHORTEST_PASSWORD } from '../accounts/password-policy.ts'
import type { Proof } from '../assurance/index.ts'
import type { Instant } from '../instant.ts'
import type { NewPasswordError, PasswordChangeError } from '../pages-passwords.ts'
import {
  emit,
  newPasswordError,
  passwordError,
  refuseForm,
  setPageHeaders,
  show,
  type FormFields,
} from '../provider/index.ts'
import type { ConsoleContext, Visit } from './console-context.ts'
import { tellPassword } from './check-password.ts'
import { takeEitherCode } from './either-code.ts'
import { frameOf } from './frame.ts'
import { goTo, takeTold, tell } from './told.ts'

/** The page on which somebody who knows the present password chooses another. */
export function showPasswordChange(
  console: ConsoleContext,
  visit: Visit,
  error?: PasswordChangeError,
): void {
  const { ctx, session, subject } = visit
  const changed = takeTold(console, ctx, addressOf(console), changedSchema) !== undefined
  setPageHeaders(ctx)
  if (error) refuseForm(ctx, error.error)
  show(console, ctx, 'password-change', {
    action: addressOf(console),
    csrf: console.stepUp.guard.token(`session:${session.uid}`),
    frame: frameOf(console, visit, 'password'),
    codeNeeded: subject.enrolled,
    shortest: SHORTEST_PASSWORD,
    changed: changed && !error,
    ...(error ? { error } : {}),
  })
}

/**
 * The new password is judged first, which costs nothing; then the present one, then the code: whoever
 * sits at an open session learns about neither for free, and no code is used up in vain.
 */
export async function changePassword(
  console: ConsoleContext,
  visit: Visit,
  fields: FormFields,
): Promise<void> {
  const { ctx, account, subject } = visit
  const refuse = (error: PasswordChangeError) => showPasswordChange(console, visit, error)
  const password = fields.get('password')
  const next = fields.get('new_password')

  const flaw = await flawOf(console, visit, password, next)
  if (flaw) return refuse({ field: 'new_password', error: flaw })

  const browser = console.browsers.identify(ctx, account.label)
  const check = await console.directory.reauthenticate(account.id, password, browser)
  await tellPassword(console, visit, check, browser)
  if (check.outcome !== 'accepted') {
    const error = passwordError(check, console.clock(), 'password_wrong')
    return refuse({ field: 'password', error })
  }

  let code: Proof | undefined
  if (subject.enrolled) {
    const taken = await takeEitherCode(console, ctx, account, fields.get('code'))
    if (taken.outcome === 'refused') return refuse({ field: 'code', error: taken.error })
    code = taken.proof
  }

  const change = await console.accounts.setPassword(account.id, next, check.at)
  // Reset or changed elsewhere a moment ago: what was proved here is void, and the entrance says so.
  if (change.outcome !== 'changed') return goTo(ctx, addressOf(console))
  await emit(console, ctx, { type: 'password_changed', accountId: account.id, by: 'owner' })
  await goOn(console, visit, code)
  // They count for nothing any more; ended, they are gone from the list, and applications are told.
  await console.endOtherSessions(visit)
  tell(console, ctx, addressOf(console), 'changed')
}

async function flawOf(
  console: ConsoleContext,
  { account }: Visit,
  password: string,
  next: string,
): Promise<NewPasswordError | undefined> {
  const judgement = await console.accounts.judgePassword(account.id, next)
  if (judgement && !judgement.ok) return newPasswordError(judgement.reason)
  return next === password ? { code: 'unchanged' } : undefined
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
