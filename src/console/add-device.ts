import { assertNever } from '../kernel/assert-never.ts'
import type { Enroller } from '../people/index.ts'
import type { PendingAuthenticator } from '../methods/totp/index.ts'
import type { AccountId, AuthenticatorId } from '../kernel/ids.ts'
import type { Pages } from '../pages/pages.ts'
import type { FormError } from '../pages/parts.ts'
import {
  beginDevice,
  confirmDevice,
  nameError,
  refuseForm,
  sessionEnroller,
  setupOf,
} from '../sign-in/index.ts'
import { show } from '../web/show.ts'
import { setPageHeaders, type FormFields } from '../web/index.ts'
import { checkPassword } from './check-password.ts'
import type { ConsoleContext } from './console-context.ts'
import type { Visit } from './visit.ts'
import { readDone, takeDone, tellDone } from './done.ts'
import { forgetProved, provedBefore, rememberProved, type Proved } from './proved.ts'
import { goTo } from './told.ts'
import { notFound } from './not-found.ts'
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
  console: ConsoleContext,
  visit: Visit,
  failed?: Failed,
): Promise<void> {
  const { ctx, session, account, subject } = visit
  const lost = failed ? undefined : lossOf(console, ctx)
  const { password } = failed?.proved ?? provedBefore(console, visit, formOf(console))
  const by = sessionEnroller(session, subject)
  const name = failed?.name ?? lost?.name ?? (await nameOfPending(console, account.id, by))
  setPageHeaders(ctx)
  if (failed) refuseForm(ctx, failed.error)
  show(console, ctx, 'device-add', {
    action: formOf(console),
    csrf: console.stepUp.guard.token(`session:${session.uid}`),
    name,
    passwordNeeded: password === undefined,
    accountName: account.label,
    cancelHref: console.path,
    ...(lost ? { lost } : {}),
    ...(failed ? { error: failed.error } : {}),
    ...(failed?.passwordError ? { passwordError: failed.passwordError } : {}),
  })
}

const nameOfPending = async (
  { authenticators }: ConsoleContext,
  accountId: AccountId,
  by: Enroller,
): Promise<string> => (await authenticators.pending(accountId, by))?.authenticator.name ?? ''

function lossOf(console: ConsoleContext, ctx: Visit['ctx']): Pages['device-add']['lost'] {
  const done = takeDone(console, ctx)
  if (done?.code !== 'lost' && done?.code !== 'lost_off') return undefined
  const { code, name, ended } = done
  return {
    name,
    off: code === 'lost_off',
    ...(ended === undefined ? {} : { endedSessions: ended }),
  }
}

export async function add(
  console: ConsoleContext,
  visit: Visit,
  fields: FormFields,
): Promise<void> {
  const { ctx, account, session, subject } = visit
  const name = fields.get('name')
  const problem = await console.authenticators.judgeName(account.id, name)
  const known = provedBefore(console, visit, formOf(console)).password
  const check = known === undefined ? await checkPassword(console, visit, fields) : { at: known }
  const proved = 'error' in check ? {} : { password: check.at }
  const refuse = (error: FormError, passwordError?: FormError) => {
    rememberProved(console, visit, formOf(console), proved)
    return showAdd(console, visit, {
      name,
      error,
      proved,
      ...(passwordError ? { passwordError } : {}),
    })
  }
  const wrong = 'error' in check ? check.error : undefined
  if (problem) return refuse(nameError(problem, console.authenticators.limit), wrong)
  if ('error' in check) return refuse(check.error)
  const by = sessionEnroller(session, subject)
  const begun = await beginDevice(console, ctx, { accountId: account.id, name, by })
  if (typeof begun !== 'string') return refuse(begun)
  forgetProved(visit, formOf(console))
  const proof = { method: 'password', at: check.at } as const
  await console.stepUp.prove(console.provider, ctx, session, [proof], { raises: false })
  goTo(ctx, addressOf(console, begun))
}

/** Second step: the QR code, until the first code is right. */
export async function showSetup(
  console: ConsoleContext,
  visit: Visit,
  error?: FormError,
): Promise<void> {
  const { ctx, account, session } = visit
  const pending = await findPending(console, visit, '')
  if (!pending) return
  setPageHeaders(ctx)
  if (error) refuseForm(ctx, error)
  show(console, ctx, 'device-setup', {
    ...(await setupOf(pending, console.issuerName, account.label)),
    action: addressOf(console, pending.authenticator.id),
    nameHref: `${console.path}/devices/add`,
    csrf: console.stepUp.guard.token(`session:${session.uid}`),
    cancelHref: console.path,
    ...(error ? { error } : {}),
  })
}

/** The device that this session sets up. Otherwise undefined, and answered. @param code that was sent */
async function findPending(
  console: ConsoleContext,
  visit: Visit,
  code: string,
): Promise<PendingAuthenticator | undefined> {
  const { ctx, account, session, subject } = visit
  const by = sessionEnroller(session, subject)
  const pending = await console.authenticators.pending(account.id, by)
  const id = pending?.authenticator.id
  if (id === ctx.params['id']) return pending
  if (await leadOn(console, visit, code)) return undefined
  // One that was begun after it has taken its place: in another tab, or by the same form sent twice.
  if (id === undefined) notFound(console, ctx)
  else goTo(ctx, addressOf(console, id))
  return undefined
}

const formOf = ({ path }: ConsoleContext): string => `${path}/devices/add`

/**
 * The device is set up already, from another tab perhaps: leads to where that led, for the same code in the same
 * session, and else to the list. No code is looked at. False where the account has no such device.
 */
async function leadOn(console: ConsoleContext, visit: Visit, code: string): Promise<boolean> {
  const { answers, authenticators, clock, path, provider, readAnew } = console
  const { ctx, account } = visit
  const devices = await readAnew(() => authenticators.confirmed(account.id))
  const device = devices.find(({ id }) => id === ctx.params['id'])
  if (!device) return false
  const name = confirmationOf(console, visit, code)
  // The other one may be under way still.
  if (code !== '' && clock() - (device.confirmedAt ?? 0) < JUST_NOW) await answers.arrives(name)
  if (await answers.repeat(ctx, name, provider.cookieName('session'))) return true
  // Its recovery codes wait to be seen, or its name to be told.
  const seen = readDone(console, ctx)?.codes === undefined
  goTo(ctx, seen ? path : `${path}/recovery-codes`)
  return true
}

/** Milliseconds for which a device counts as confirmed just now: clocks of two nodes differ by some seconds. */
const JUST_NOW = 10_000

/** Names what a code came to: the same on all pages of the device in one session. */
const confirmationOf = ({ mac }: ConsoleContext, { ctx, session }: Visit, code: string): string =>
  mac.sign('device set up', session.uid, ctx.params['id'] ?? '', code)

const addressOf = ({ path }: ConsoleContext, id: AuthenticatorId): string =>
  `${path}/devices/${id}/setup`

export async function confirm(
  console: ConsoleContext,
  visit: Visit,
  fields: FormFields,
): Promise<void> {
  const { ctx, account, session, subject } = visit
  const code = fields.get('code')
  const pending = await findPending(console, visit, code)
  if (!pending) return
  const authenticator = pending.authenticator.id
  const first = subject.devices.length === 0
  const by = sessionEnroller(session, subject)
  const context = { ...console, ladder: console.stepUp.ladder }
  const form = { account, authenticator, by, code }
  const result = await confirmDevice(context, ctx, form)
  switch (result.outcome) {
    case 'gone':
      if (!(await leadOn(console, visit, code))) notFound(console, ctx)
      return
    case 'refused':
      return showSetup(console, visit, result.error)
    case 'over':
      return showAdd(console, visit, result)
    case 'confirmed':
      break
    default:
      return assertNever(result)
  }
  if (first) {
    // The code of the first device was verified here: asking for another at once would only annoy.
    const at = console.clock()
    const proof = { method: 'totp', at, credential: authenticator, enrolledJustNow: true } as const
    await console.stepUp.prove(console.provider, ctx, session, [proof], {
      raises: !visit.secondClass,
    })
  }
  const { name, codes } = result
  // Where codes were asked for before, nothing else begins with this device.
  const done = { code: subject.enrolled ? 'added_another' : 'added', name } as const
  // Where codes stand the device takes the place of a lost one, and they go on standing in for it.
  if (codes) showMade(console, ctx, codes, done)
  else tellDone(console, ctx, done)
  await console.answers.keep(ctx, confirmationOf(console, visit, code))
}
