import type { Context } from 'koa'
import type { DirectoryAccount } from '../people/index.ts'
import type { AfterSuccess, PasswordVerdict, KnownBrowser } from '../methods/password/passwords.ts'
import type { AccountId } from '../kernel/ids.ts'
import { proofBy, type Proof } from '../assurance/index.ts'
import { PASSWORD } from '../methods/password/method.ts'
import { assertNever } from '../kernel/typing.ts'
import type { FormError } from '../pages/parts.ts'
import type { ProofRecord } from '../oidc/index.ts'
import { attemptOf, continueIfDone, addProofs } from './submit-proofs.ts'
import { noteWrongCode } from './code-browser.ts'
import { passwordError, throttleError } from './form-errors.ts'
import { emit, type FormFields } from '../web/index.ts'
import type { PageContext, Step } from './page-context.ts'
import { guessOf, type FormGuess } from './repeated-guess.ts'
import { renderSignIn } from './sign-in.ts'
import { formFor, wantsCode } from './sign-in-shape.ts'
import { trustAsAsked } from './trust.ts'
import {
  isAnyCode,
  isSpent,
  methodOf,
  tellLock,
  verifyEither,
  type TypedCode,
} from './verify-code.ts'
import { boundTo, withProofs, type Flow } from './flow.ts'

/**
 * Takes the password and, where both stand on one page, the code with it. Resolves the walk whose next page
 * answers the form.
 */
export const acceptPassword: Step = async (page, ctx, flow, form) => {
  const bound = boundTo(flow)
  const login = bound?.label ?? form.get('login').trim()
  const asked = await formFor(page, flow, login)
  const withCode = asked.fields === 'password_and_code'
  // What no page of this shape has asked for is not looked at, whoever sent it.
  const code = withCode ? form.get('code').trim() : ''
  const refuse = async (error: FormError): Promise<undefined> => {
    // Whichever was wrong: the browser keeps the same of a wrong password as of a wrong code beside a right one.
    if (code !== '') noteWrongCode(ctx, login)
    await renderSignIn(page, ctx, flow, { login, error, refused: { form: asked, fields: form } })
  }
  // Before anything is charged, and without a look at the account.
  if (code !== '' && !isAnyCode(code)) return refuse({ code: 'code_unreadable' })

  // Where the code is wrong, the password counts as wrong too: it would be throttled later if it were right.
  const failures = code === '' ? 'forgotten' : 'kept'
  const attempt = { login, password: form.get('password'), failures } as const
  const guess = guessOf(page, ctx, flow, 'password')
  const check = await checkPassword(page, ctx, flow, { ...attempt, guess }, bound)
  const wrong = withCode ? 'any_failed' : bound ? 'password_wrong' : 'sign_in_failed'
  if (check.outcome !== 'accepted') return refuse(passwordError(check, page.clock(), wrong))

  const accountId = check.account.id
  const password = proofBy(page.ladder, PASSWORD, check.at)
  const proceed = async (...proofs: readonly Proof[]): Promise<Flow | undefined> => {
    await check.forgetFailures?.()
    // Only now: a cookie would tell that the password was right beside a wrong code.
    page.browsers.remember(ctx, check.account.label, check.account.proofsNotBefore)
    const next = await addProofs(page, ctx, flow, { accountId, proofs })
    // More is due, and whoever knows the password alone gets no further: its owner shall know of it.
    if (next && next.decision.outcome !== 'grant' && proofs.length === 1) {
      const { clientId } = flow.client
      await emit(page, ctx, {
        type: 'password_alone',
        accountId,
        clientId,
        attempt: attemptOf(flow),
        ...(page.browsers.hasProved(ctx, check.account) ? { known: true } : {}),
      })
    }
    return next
  }
  /**
   * Beside a wrong code the password counts as wrong. A form with a wrong password beside the code counts once,
   * however often it is sent: so does this one.
   */
  const refuseBeside = async (error: FormError): Promise<undefined> => {
    if (await guess.isRepeated('')) {
      await check.takeBack?.()
      return refuse(error)
    }
    await tellLock(page, ctx, check, {
      factor: 'password',
      accountId,
      clientId: flow.client.clientId,
    })
    return refuse(check.locks ? { code: 'locked' } : error)
  }
  const beside = async (): Promise<Second> => {
    try {
      return await acceptBeside(
        page,
        ctx,
        flow,
        { account: check.account, typedName: login },
        password,
        form,
        code,
      )
    } catch (error) {
      // A fault is no verdict: whoever gave the right password has not guessed.
      await check.takeBack?.().catch(() => undefined)
      throw error
    }
  }
  const second = await beside()
  switch (second.outcome) {
    case 'proved':
      return proceed(password, second.proof)
    case 'unasked':
      return proceed(password)
    case 'refused':
      return refuseBeside(second.error)
    case 'throttled':
      // A wrong password beside it would not be told of a wait for codes. Who has signed in here before is.
      return refuseBeside(isKnown(page, ctx, check) ? second.error : { code: 'any_failed' })
    case 'answered':
      await check.forgetFailures?.()
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
  /** Codes were guessed before, with the right password: none is looked at for a while. */
  | { readonly outcome: 'throttled'; readonly error: FormError }
  /** The form was sent twice, the first time did it, and the browser was sent on. */
  | { readonly outcome: 'answered' }

/**
 * Looks at the code where the decision, with the password proved, asks for one. It may ask for none: the
 * last device was removed meanwhile, or the account trusts the browser.
 */
async function acceptBeside(
  page: PageContext,
  ctx: Context,
  flow: Flow,
  who: Pick<TypedCode, 'account' | 'typedName'>,
  password: Proof,
  form: FormFields,
  code: string,
): Promise<Second> {
  const proved: ProofRecord = { accountId: who.account.id, proofs: [password] }
  const next = code === '' ? undefined : await withProofs(page.provider, page, flow, proved, ctx)
  const decision = next?.decision
  if (!next || decision?.outcome !== 'prove' || !wantsCode(page.ladder, decision))
    return { outcome: 'unasked' }
  const { clientId } = flow.client
  const method = methodOf(code)
  const wrong: Second = { outcome: 'refused', error: { code: 'any_failed' } }
  if (!method || !decision.methods.includes(method.id)) return wrong
  const guess = guessOf(page, ctx, flow, 'code')
  const attempt = { ...who, clientId, input: code, guess }
  const verdict = await verifyEither(page, ctx, attempt)
  if (verdict.outcome === 'accepted') {
    // The box is for the routine code, on this page as on its own.
    if (method.codes.form.trusts) await trustAsAsked(page, ctx, next, form)
    return { outcome: 'proved', proof: verdict.proof }
  }
  if (isSpent(verdict) && (await continueIfDone(page, ctx, flow, method, proved.accountId))) {
    return { outcome: 'answered' }
  }
  const error = throttleError(verdict, page.clock())
  return error ? { outcome: 'throttled', error } : wrong
}

/** Whether somebody has signed in to the account in this browser, with the password that it has now. */
const isKnown = (
  { browsers }: PageContext,
  ctx: Context,
  { account }: Extract<PasswordVerdict, { outcome: 'accepted' }>,
): boolean => browsers.identify(ctx, account.label)?.since === (account.proofsNotBefore ?? 0)

/**
 * What the browser shows for having signed in to the account of this name, which may be another one than it was known
 * by: an address. Nobody waits for the account who shows nothing.
 */
async function knownAs(
  { directory, browsers }: PageContext,
  ctx: Context,
  name: string,
): Promise<KnownBrowser | undefined> {
  const known = browsers.identify(ctx, name)
  if (known || !browsers.showsAny(ctx)) return known
  const id = await directory.identify(name)
  const account = await directory.find(id ?? NOBODY)
  return account && browsers.identify(ctx, account.label)
}

/** No account has it. */
const NOBODY = '' as AccountId

/** A password, and whose it is said to be. */
interface PasswordAttempt {
  readonly login: string
  readonly password: string
  /** @default 'forgotten' */
  readonly failures?: AfterSuccess
  /** Of a form that may be sent twice: a wrong one counts once. */
  readonly guess?: FormGuess
}

/**
 * Checks the password on its budget, and tells the audit trail.
 *
 * @param bound in a live session the account is the session's; a form cannot name another one
 */
export async function checkPassword(
  page: PageContext,
  ctx: Context,
  flow: Flow,
  { login, password, failures, guess }: PasswordAttempt,
  bound: DirectoryAccount | undefined,
): Promise<PasswordVerdict> {
  const { passwords } = page
  // The routes of these pages are the host's then.
  if (!passwords) throw new TypeError('passwords are asked for by the host')
  const { clientId } = flow.client
  const browser = await knownAs(page, ctx, login)
  const check = bound
    ? await passwords.reauthenticate(bound.id, password, browser, failures, guess)
    : await passwords.authenticate(login, password, browser, failures, guess)
  const { outcome } = check
  const named = outcome === 'rejected' ? check.accountId : undefined
  const whose = outcome === 'accepted' ? check.account.id : (bound?.id ?? named)
  const whom = whose === undefined ? {} : { accountId: whose }
  const known = browser ? { known: true } : {}
  if (!guess?.repeated) {
    await emit(page, ctx, { type: 'password', outcome, clientId, ...whom, ...known })
  }
  // A right one beside which more is asked for may be refused still: see `acceptPassword`.
  if (outcome === 'rejected') {
    await tellLock(page, ctx, check, { factor: 'password', clientId, ...whom })
  }
  return check
}
