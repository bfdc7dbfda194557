import type { Context } from 'koa'
import type { PasswordVerdict } from '../../accounts/index.ts'
import type { Proof } from '../../assurance/index.ts'
import { assertNever } from '../../assert-never.ts'
import type { FormError } from '../../pages.ts'
import type { ProofRecord } from '../chain.ts'
import { goOnIfDone, takeIn } from './advance.ts'
import { passwordError, throttleError } from './form-errors.ts'
import type { FormFields } from './form-guard.ts'
import { emit, type PageContext } from './page.ts'
import { renderSignIn } from './sign-in.ts'
import { formFor, wantsCode } from './sign-in-shape.ts'
import { trustAsAsked } from './trust.ts'
import { isAnyCode, isSpent, methodOf, verifyEither } from './verify-code.ts'
import { boundTo, withProofs, type Walk } from './walk.ts'

/**
 * Takes the password and, where both stand on one page, the code with it. Resolves the walk whose next page
 * answers the form.
 */
export async function acceptPassword(
  page: PageContext,
  ctx: Context,
  walk: Walk,
  form: FormFields,
): Promise<Walk | undefined> {
  const bound = boundTo(walk)
  const login = bound?.label ?? form.get('login').trim()
  const asked = await formFor(page, walk, login)
  const withCode = asked.fields === 'password_and_code'
  // What no page of this shape has asked for is not looked at, whoever sent it.
  const code = withCode ? form.get('code').trim() : ''
  const refuse = async (error: FormError): Promise<undefined> => {
    await renderSignIn(page, ctx, walk, { login, error, refused: { form: asked, fields: form } })
  }
  // Before anything is charged, and without a look at the account.
  if (code !== '' && !isAnyCode(code)) return refuse({ code: 'code_unreadable' })

  const check = await checkPassword(page, ctx, walk, login, form.get('password'))
  const wrong = withCode ? 'any_failed' : bound ? 'password_wrong' : 'sign_in_failed'
  if (check.outcome !== 'accepted') return refuse(passwordError(check, page.clock(), wrong))

  const accountId = check.account.id
  const password: Proof = { method: 'password', at: check.at }
  const goOn = (...proofs: readonly Proof[]) => {
    // Only now: a cookie would tell that the password was right beside a wrong code.
    page.browsers.remember(ctx, login, check.account.proofsNotBefore)
    return takeIn(page, ctx, walk, { accountId, proofs })
  }
  const second = await acceptBeside(page, ctx, walk, { accountId, proofs: [password] }, form, code)
  switch (second.outcome) {
    case 'proved':
      return goOn(password, second.proof)
    case 'unasked':
      return goOn(password)
    case 'refused':
      return refuse(second.error)
    case 'answered':
      return undefined
    default:
      return assertNever(second)
  }
}

/** What came of the code beside a right password. */
type Second =
  | { readonly outcome: 'proved'; readonly proof: Proof }
  /** None was typed, or none is asked for: what is left to prove is asked for on the next page. */
  | { readonly outcome: 'unasked' }
  | { readonly outcome: 'refused'; readonly error: FormError }
  /** The form was sent twice, the first time did it, and the browser was sent on. */
  | { readonly outcome: 'answered' }

/**
 * Looks at the code where the decision, with the password proved, asks for one. It may ask for none: the
 * last device was removed meanwhile, or the account trusts the browser.
 */
async function acceptBeside(
  page: PageContext,
  ctx: Context,
  walk: Walk,
  proved: ProofRecord,
  form: FormFields,
  code: string,
): Promise<Second> {
  const next = code === '' ? undefined : await withProofs(page.provider, page, walk, proved, ctx)
  const decision = next?.decision
  if (!next || decision?.outcome !== 'prove' || !wantsCode(decision)) return { outcome: 'unasked' }
  const { clientId } = walk.client
  const method = methodOf(code)
  const wrong: Second = { outcome: 'refused', error: { code: 'any_failed' } }
  if (!decision.methods.includes(method)) return wrong
  const attempt = { accountId: proved.accountId, clientId, input: code }
  const verdict = await verifyEither(page, ctx, attempt)
  if (verdict.outcome === 'accepted') {
    await trustAsAsked(page, ctx, next, form)
    return { outcome: 'proved', proof: verdict.proof }
  }
  if (isSpent(verdict) && (await goOnIfDone(page, ctx, walk, method, proved.accountId))) {
    return { outcome: 'answered' }
  }
  const error = throttleError(verdict, page.clock())
  return error ? { outcome: 'refused', error } : wrong
}

/**
 * Checks the password on its budget, and tells the audit trail.
 *
 * @param bound in a live session the account is the session's; a form cannot name another one
 */
export async function checkPassword(
  page: PageContext,
  ctx: Context,
  walk: Walk,
  login: string,
  password: string,
  bound = boundTo(walk),
): Promise<PasswordVerdict> {
  const { directory, browsers } = page
  const { clientId } = walk.client
  const browser = browsers.identify(ctx, login)
  const check = bound
    ? await directory.reauthenticate(bound.id, password, browser)
    : await directory.authenticate(login, password, browser)
  const { outcome } = check
  const named = outcome === 'rejected' ? check.accountId : undefined
  const whose = outcome === 'accepted' ? check.account.id : (bound?.id ?? named)
  const known = whose === undefined ? {} : { accountId: whose }
  await emit(page, ctx, { type: 'password', outcome, clientId, ...known })
  return check
}
