import type { Context } from 'koa'
import { proofBy, type AcrClass, type Ladder, type Proof } from '../assurance/index.ts'
import { RECOVERY_CODE } from '../methods/recovery-codes/index.ts'
import { PENDING_LIFETIME } from '../methods/totp/index.ts'
import type { Mac } from '../kernel/mac.ts'
import { deviceBehind, renderMessage, type PageRequest } from '../sign-in/index.ts'
import { signsOutAt } from '../web/show.ts'
import { noteDevice } from '../web/origin.ts'
import { endsAt, homeOf, settleLanguage } from '../web/index.ts'
import { findSubject, type Subject } from '../oidc/index.ts'
import type { ConsoleContext } from './console-context.ts'
import type { Visit } from './visit.ts'
import { readDone } from './done.ts'
import { goTo } from '../web/flash.ts'

/** Seconds for which a proof is fresh enough to change devices with (ASVS 5.0, 7.5.1). */
const FRESH = 300

type Visited = Visit['ctx']

/**
 * What a page of the console takes: a session that counts; with a second factor bound one in which that
 * was proved and still stands, whatever routine sign-ins do without; a fresh code besides; or, where a
 * secret is shown and bound, a proof no older than a device may be pending.
 */
export type Freshness = 'session' | 'second_factor' | 'fresh_code' | 'pending'

/**
 * Lets a visitor in whose session proves enough, and sends everybody else through an ordinary
 * authorization request to this very provider, so that "prove it again" is an ordinary step-up and
 * nothing here decides. With a second factor bound that takes a code, of a device or from the list,
 * never the password alone; without one, the forms that bind a device ask for the password themselves.
 */
export async function enter(
  context: ConsoleContext,
  ctx: Visited,
  freshness: Freshness,
  next: (visit: Visit) => Promise<void> | void,
): Promise<void> {
  const session = await context.stepUp.session(context.provider, ctx)
  const subject = session && (await findSubject(context, session.accountId))
  settleLanguage(ctx, { account: subject?.account.language })
  const request = requestFor(context, freshness, subject)
  const made = madeHere(context, ctx, subject)
  const decision = session && (await context.stepUp.judge(session, request, made))
  if (!session || !subject || decision?.outcome !== 'grant') {
    goTo(ctx, authorizationUrl(context, returnPathOf(ctx), request))
    return
  }
  if (!isAnswered(context, request, decision.acr)) return cannotEnter(context, ctx)
  endsAt(ctx, session.exp, {
    action: `${context.path}/extend`,
    csrf: context.stepUp.guard.lastingToken(`session:${session.uid}`),
  })
  signsOutAt(ctx, context.provider.pathFor('end_session'))
  const { ladder } = context.stepUp
  // What counts for the console alone gives the session no class: a copy of it must not be taken for one that had it.
  const secondClass = made.length === 0 && reaches(ladder, decision.acr, ladder.secondFactor)
  noteDevice(ctx, deviceBehind(session.evidence, subject.devices))
  await next({ ctx, session, account: subject.account, subject, secondClass })
}

/**
 * Whoever replaces the recovery codes by one of them proves nothing by it from then on, and has not seen
 * the new ones: for as long as they wait to be shown here, having made them is proof enough for the
 * console. It is none for any application.
 */
function madeHere(
  context: ConsoleContext,
  ctx: Visited,
  subject: Subject | undefined,
): readonly Proof[] {
  const codes = subject?.recoveryCodes
  if (!codes || readDone(context, ctx)?.codes !== codes.id) return []
  const { ladder } = context.stepUp
  return [proofBy(ladder, RECOVERY_CODE, codes.createdAt, { credential: codes.id })]
}

/**
 * The second class is asked for by name: the account's sign-ins may do without it, its devices never.
 * Without a second factor the first is all there is to prove.
 */
function requestFor(
  { stepUp: { ladder } }: ConsoleContext,
  freshness: Freshness,
  subject: Subject | undefined,
): PageRequest {
  if (freshness === 'session') return {}
  if (subject?.enrolled) {
    const acr = ladder.secondFactor ? { acr_values: ladder.secondFactor.name } : {}
    if (freshness === 'second_factor') return acr
    // A recovery code was fresh when the device was begun. It works only once, so that no other one is
    // asked for while that device waits; a device's code is easily given again.
    const waits = freshness === 'pending' && subject.devices.length === 0
    return { ...acr, max_age: String(waits ? FRESH + PENDING_LIFETIME : FRESH) }
  }
  // A first device may be set up for as long as it waits: an app takes time to install.
  return freshness === 'pending' ? { max_age: String(PENDING_LIFETIME) } : {}
}

/**
 * `acr_values` is a wish, and is granted without when it cannot be met any more (OpenID Connect Core
 * 1.0 §5.5.1.1): an account without a device whose recovery codes are all used proves its password
 * alone, and that is not enough here.
 */
function isAnswered(
  { stepUp: { ladder } }: ConsoleContext,
  { acr_values: asked }: PageRequest,
  given: string,
): boolean {
  const wanted = asked === undefined ? undefined : ladder.find(asked)
  return !wanted || reaches(ladder, given, wanted)
}

function reaches(ladder: Ladder, given: string, wanted: AcrClass | undefined): boolean {
  const granted = ladder.find(given)
  return !!granted && !!wanted && ladder.rank(granted) >= ladder.rank(wanted)
}

/**
 * Whether any factor was proved in the last five minutes (ASVS 5.0, 7.5.2). If not, the visitor is led through proving one,
 * and then to this address.
 */
export async function provesAgain(
  context: ConsoleContext,
  { ctx, session }: Visit,
  address: string,
): Promise<boolean> {
  // The code of an account that is asked for one at its sign-ins, and else the password.
  const request = { max_age: String(FRESH) }
  const { outcome } = await context.stepUp.judge(session, request)
  if (outcome !== 'grant') goTo(ctx, authorizationUrl(context, address, request))
  return outcome === 'grant'
}

/** A form's address shows the form again: what a POST would have changed is confirmed anew. */
const returnPathOf = (ctx: Context): string => ctx.path

function authorizationUrl(
  { provider, clientId, path, mac }: ConsoleContext,
  target: string,
  request: PageRequest,
): string {
  const url = new URL(provider.urlFor('authorization'))
  url.search = new URLSearchParams({
    client_id: clientId,
    // Signs in or steps up, and comes back without a token (OAuth 2.0 Multiple Response Types §4).
    response_type: 'none',
    scope: 'openid',
    redirect_uri: new URL(`${path}/callback`, provider.issuer).href,
    state: `${target}.${mac.sign('return', target)}`,
    ...request,
  }).toString()
  return url.href
}

/**
 * Where the visitor was going, of a request that this console made: signed, so that it leads nowhere but to its own
 * pages.
 */
export function returnTarget(mac: Mac, state: string): string | undefined {
  const dot = state.lastIndexOf('.')
  const target = state.slice(0, dot)
  return dot > 0 && mac.verify(['return', target], state.slice(dot + 1)) ? target : undefined
}

/** Comes back from the authorization endpoint to where the visitor was going. */
export async function comeBack(context: ConsoleContext, ctx: Context): Promise<void> {
  const state = typeof ctx.query['state'] === 'string' ? ctx.query['state'] : ''
  const target = returnTarget(context.mac, state)
  if (ctx.query['error'] !== undefined || target === undefined) {
    const session = await context.stepUp.session(context.provider, ctx)
    const account = session && (await context.directory.find(session.accountId))
    settleLanguage(ctx, { account: account?.language })
    return cannotEnter(context, ctx, target !== undefined && ctx.query['error'] === 'access_denied')
  }
  goTo(ctx, target)
}

function cannotEnter(context: ConsoleContext, ctx: Context, cancelled = false): void {
  renderMessage(
    context,
    ctx,
    cancelled ? 200 : 403,
    cancelled ? 'cancelled' : 'sign_in_impossible',
    [
      { code: 'account', href: context.path },
      { code: 'home', href: homeOf(ctx) },
    ],
  )
}
