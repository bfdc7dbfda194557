import type { Context } from 'koa'
import type { PasswordVerdict } from '../../accounts/index.ts'
import type { Evidence } from '../../assurance/index.ts'
import type { FormError } from '../../pages.ts'
import { advance } from './advance.ts'
import { passwordError, throttleError } from './form-errors.ts'
import type { FormFields } from './form-guard.ts'
import { emit, type PageContext } from './page.ts'
import { renderSignIn } from './sign-in.ts'
import { fieldsFor, wantsCode } from './sign-in-shape.ts'
import { goOnIfSentTwice, isAnyCode, verifyEither } from './verify-code.ts'
import { boundTo, withProofs, type Walk } from './walk.ts'

type Accepted = Extract<PasswordVerdict, { outcome: 'accepted' }>

/** Takes the password and, where both stand on one page, the code with it. */
export async function acceptPassword(
  page: PageContext,
  ctx: Context,
  walk: Walk,
  form: FormFields,
): Promise<void> {
  const bound = boundTo(walk)
  const login = bound?.label ?? form.get('login').trim()
  const fields = await fieldsFor(page, walk, login)
  const withCode = fields === 'password_and_code'
  // What no page of this shape has asked for is not looked at, whoever sent it.
  const code = withCode ? form.get('code').trim() : ''
  const refuse = (error: FormError) => renderSignIn(page, ctx, walk, { login, fields, error })
  // Before anything is charged, and without a look at the account.
  if (code !== '' && !isAnyCode(code)) return refuse({ code: 'code_unreadable' })

  const password = form.get('password')
  const check = await checkPassword(page, ctx, walk, { login, password })
  const wrong = withCode ? 'any_failed' : bound ? 'password_wrong' : 'sign_in_failed'
  if (check.outcome !== 'accepted') return refuse(passwordError(check, page.clock(), wrong))

  const accountId = check.account.id
  const proofs: Evidence = [{ method: 'password', at: check.at }]
  const next =
    code === '' ? undefined : await withProofs(page.provider, page, walk, { accountId, proofs })
  const decision = next?.decision
  // A code that nobody asks for (the last device was removed meanwhile, say) is neither looked at nor
  // missed; where one is asked for and none was typed, the next page asks for it alone.
  if (decision?.outcome !== 'prove' || !wantsCode(decision)) {
    page.browsers.remember(ctx, login)
    return advance(page, ctx, walk, { accountId, proofs })
  }
  const { clientId } = walk.client
  const verdict = await verifyEither(page, ctx, decision.methods, {
    accountId,
    clientId,
    input: code,
  })
  if (verdict.outcome === 'accepted') {
    page.browsers.remember(ctx, login)
    return advance(page, ctx, walk, { accountId, proofs: [...proofs, verdict.proof] })
  }
  if (await goOnIfSentTwice(page, ctx, walk, verdict)) return
  // Nothing of what was right is told or kept: not in the words, and not by a cookie.
  return refuse(throttleError(verdict, page.clock()) ?? { code: 'any_failed' })
}

/** Checks the password on its budget, and tells the audit trail. */
async function checkPassword(
  page: PageContext,
  ctx: Context,
  walk: Walk,
  { login, password }: { readonly login: string; readonly password: string },
): Promise<PasswordVerdict> {
  const { directory, browsers } = page
  const { clientId } = walk.client
  // In a live session the account is the session's; a form cannot name another one.
  const bound = boundTo(walk)
  const browser = browsers.identify(ctx, login)
  const check = bound
    ? await directory.reauthenticate(bound.id, password, browser)
    : await directory.authenticate(login, password, browser)
  const accountId = accountOf(check) ?? bound?.id
  await emit(page, ctx, {
    type: 'password',
    outcome: check.outcome,
    clientId,
    ...(accountId === undefined ? {} : { accountId }),
  })
  return check
}

const accountOf = (check: PasswordVerdict): Accepted['account']['id'] | undefined =>
  check.outcome === 'accepted' ? check.account.id : undefined
