import { beginDevice, beginStandardDevice } from '../actions/devices.ts'
import { assertNever, present } from '../kernel/typing.ts'
import { proofBy } from '../assurance/index.ts'
import { PASSWORD } from '../methods/password/method.ts'
import { TOTP, type PendingAuthenticator } from '../methods/totp/index.ts'
import type { AuthenticatorId } from '../kernel/ids.ts'
import type { Pages } from '../pages/pages.ts'
import type { FormError } from '../pages/parts.ts'
import { nameError, refuseForm, setupOf, takeFirstCode } from '../sign-in/index.ts'
import { goTo, show } from '../web/index.ts'
import { checkPassword } from './typed-proofs.ts'
import type { Act, ConsoleContext, Visit } from './console-context.ts'
import { readDone, takeDone, tellDone } from './done.ts'
import { forgetProved, provedBefore, rememberProved, type Proved } from './proved.ts'
import { formParts, notFound } from './frame.ts'
import { showMade } from './recovery-codes.ts'

interface Failed {
  readonly name: string
  readonly error: FormError
  /** Where `error` is about the name: what is wrong with the password besides. */
  readonly passwordError?: FormError
  readonly proved?: Proved
}

/**
 * First step: a name, and the password. After a loss it tells that, and suggests the old name; on the way
 * back from the second step it has the one that was given.
 */
export async function showAdd(
  context: ConsoleContext,
  visit: Visit,
  failed?: Failed,
): Promise<void> {
  const { ctx } = visit
  const lost = failed ? undefined : lossOf(context, ctx)
  const { password } = failed?.proved ?? provedBefore(context, visit, formOf(context))
  const name = failed?.name ?? lost?.name ?? (await nameOfPending(context, visit))
  if (failed) refuseForm(ctx, failed.error)
  show(context, ctx, 'device-add', {
    ...formParts(context, visit),
    action: formOf(context),
    name,
    passwordNeeded: password === undefined,
    ...present({ lost, error: failed?.error, passwordError: failed?.passwordError }),
  })
}

const nameOfPending = async (
  { authenticators }: ConsoleContext,
  { account, by }: Visit,
): Promise<string> => (await authenticators.pending(account.id, by))?.authenticator.name ?? ''

function lossOf(context: ConsoleContext, ctx: Visit['ctx']): Pages['device-add']['lost'] {
  const done = takeDone(context, ctx)
  if (done?.code !== 'lost' && done?.code !== 'lost_off') return undefined
  const { code, name, ended } = done
  return {
    name,
    off: code === 'lost_off',
    ...present({ endedSessions: ended }),
  }
}

export const add: Act = async (context, visit, fields) => {
  const { ctx, account, session, acting, by } = visit
  const name = fields.get('name')
  const problem = await context.authenticators.judgeName(account.id, name)
  const known = provedBefore(context, visit, formOf(context)).password
  const check = known === undefined ? await checkPassword(context, visit, fields) : { at: known }
  const proved = 'error' in check ? {} : { password: check.at }
  const refuse = (error: FormError, passwordError?: FormError) => {
    rememberProved(context, visit, formOf(context), proved)
    return showAdd(context, visit, {
      name,
      error,
      proved,
      ...(passwordError ? { passwordError } : {}),
    })
  }
  const wrong = 'error' in check ? check.error : undefined
  if (problem) return refuse(nameError(problem, context.authenticators.limit), wrong)
  if ('error' in check) return refuse(check.error)
  const begun = await beginDevice(context, acting, { name, by })
  if (begun.outcome !== 'begun') return refuse(nameError(begun, context.authenticators.limit))
  forgetProved(visit, formOf(context))
  const proof = proofBy(context.ladder, PASSWORD, check.at)
  await context.stepUp.prove(context.provider, ctx, session, [proof], { raises: false })
  goTo(ctx, addressOf(context, begun.id))
}

/** Second step: the QR code, until the first code is right. */
export async function showSetup(
  context: ConsoleContext,
  visit: Visit,
  error?: FormError,
): Promise<void> {
  const { ctx, account } = visit
  const pending = await findPending(context, visit, '')
  if (!pending) return
  if (error) refuseForm(ctx, error)
  show(context, ctx, 'device-setup', {
    ...formParts(context, visit),
    ...(await setupOf(pending, context.issuerName, account.label)),
    action: addressOf(context, pending.authenticator.id),
    nameHref: `${context.path}/devices/add`,
    ...(error ? { error } : {}),
    ...(error?.code === 'app_ignored'
      ? { standardAction: standardOf(context, pending.authenticator.id) }
      : {}),
  })
}

/** The app cannot keep to the settings: another key, for the standard ones. */
export const beginStandard: Act = async (context, visit) => {
  const { ctx, acting, by } = visit
  const pending = await findPending(context, visit, '')
  const begun = pending && (await beginStandardDevice(context, acting, by))
  if (!begun) return pending && notFound(context, ctx)
  const { name, enrolment } = begun
  if (enrolment.outcome === 'begun') return goTo(ctx, addressOf(context, enrolment.id))
  const error = nameError(enrolment, context.authenticators.limit)
  return showAdd(context, visit, { name, error })
}

/** The device that this session sets up. Otherwise undefined, and answered. @param code that was sent */
async function findPending(
  context: ConsoleContext,
  visit: Visit,
  code: string,
): Promise<PendingAuthenticator | undefined> {
  const { ctx, account, by } = visit
  const pending = await context.authenticators.pending(account.id, by)
  const id = pending?.authenticator.id
  if (id === ctx.params['id']) return pending
  if (await leadOn(context, visit, code)) return undefined
  // One that was begun after it has taken its place: in another tab, or by the same form sent twice.
  if (id === undefined) notFound(context, ctx)
  else goTo(ctx, addressOf(context, id))
  return undefined
}

const formOf = ({ path }: ConsoleContext): string => `${path}/devices/add`

/**
 * The device is set up already, from another tab perhaps: leads to where that led, for the same code in the same
 * session, and else to the list. No code is looked at. False where the account has no such device.
 */
async function leadOn(context: ConsoleContext, visit: Visit, code: string): Promise<boolean> {
  const { answers, authenticators, clock, path, provider, readAnew } = context
  const { ctx, account } = visit
  const devices = await readAnew(() => authenticators.confirmed(account.id))
  const device = devices.find(({ id }) => id === ctx.params['id'])
  if (!device) return false
  const name = confirmationOf(context, visit, code)
  // The other one may be under way still.
  if (code !== '' && clock() - (device.confirmedAt ?? 0) < JUST_NOW) await answers.arrives(name)
  if (await answers.repeat(ctx, name, provider.cookieName('session'))) return true
  // Its recovery codes wait to be seen, or its name to be told.
  const seen = readDone(context, ctx)?.codes === undefined
  goTo(ctx, seen ? path : `${path}/recovery-codes`)
  return true
}

/** Milliseconds for which a device counts as confirmed just now: clocks of two nodes differ by some seconds. */
const JUST_NOW = 10_000

/** Names what a code came to: the same on all pages of the device in one session. */
const confirmationOf = ({ mac }: ConsoleContext, { ctx, session }: Visit, code: string): string =>
  mac.sign('device set up', session.uid, ctx.params['id'] ?? '', code)

const standardOf = ({ path }: ConsoleContext, id: AuthenticatorId): string =>
  `${path}/devices/${id}/standard`

const addressOf = ({ path }: ConsoleContext, id: AuthenticatorId): string =>
  `${path}/devices/${id}/setup`

export const confirm: Act = async (context, visit, fields) => {
  const { ctx, account, session, subject, by } = visit
  const code = fields.get('code')
  const pending = await findPending(context, visit, code)
  if (!pending) return
  const authenticator = pending.authenticator.id
  const first = subject.devices.length === 0
  const result = await takeFirstCode(context, ctx, { account, authenticator, by, code })
  switch (result.outcome) {
    case 'gone':
      if (!(await leadOn(context, visit, code))) notFound(context, ctx)
      return
    case 'refused':
      return showSetup(context, visit, result.error)
    case 'over':
      return showAdd(context, visit, result)
    case 'confirmed':
      break
    default:
      return assertNever(result)
  }
  if (first) {
    // The code of the first device was verified here: asking for another at once would only annoy.
    const at = context.clock()
    const proof = proofBy(context.ladder, TOTP, at, {
      credential: authenticator,
      enrolledJustNow: true,
    })
    await context.stepUp.prove(context.provider, ctx, session, [proof], {
      raises: !visit.secondClass,
    })
  }
  const { name, codes } = result
  // Where codes were asked for before, nothing else begins with this device.
  const done = { code: subject.enrolled ? 'added_another' : 'added', name } as const
  // Where codes stand the device takes the place of a lost one, and they go on standing in for it.
  if (codes) showMade(context, ctx, codes, done)
  else tellDone(context, ctx, done)
  await context.answers.keep(ctx, confirmationOf(context, visit, code))
}
