import { present } from '../kernel/typing.ts'
import type { Context } from 'koa'
import { FRESH, proofBy, type AcrClass, type Ladder, type Proof } from '../assurance/index.ts'
import { ACTIONS, decideAction, demandOf, firstFactorDemand, type Action } from '../policy/index.ts'
import { RECOVERY_CODE } from '../methods/recovery-codes/index.ts'
import { PENDING_LIFETIME } from '../methods/totp/index.ts'
import type { Mac } from '../kernel/mac.ts'
import { deviceBehind, renderMessage, sessionEnroller, type PageRequest } from '../sign-in/index.ts'
import {
  endsAt,
  goTo,
  homeOf,
  noteDevice,
  ownerIn,
  settleLanguage,
  signsOutAt,
} from '../web/index.ts'
import { findSubject, type Subject } from '../oidc/index.ts'
import type { ConsoleContext, Visit } from './console-context.ts'
import { readDone } from './done.ts'

type Visited = Visit['ctx']

/**
 * Lets a visitor in whose session proves enough, and sends everybody else through an ordinary
 * authorization request to this very provider, so that "prove it again" is an ordinary step-up and
 * nothing here decides.
 */
export async function enter(
  context: ConsoleContext,
  ctx: Visited,
  action: Action,
  next: (visit: Visit) => Promise<void> | void,
): Promise<void> {
  const session = await context.stepUp.session(context.provider, ctx)
  const subject = session && (await findSubject(context, session.accountId))
  settleLanguage(ctx, { account: subject?.account.language })
  const { ladder } = context
  const actor = {
    enrolled: subject?.enrolled ?? false,
    hasDevice: subject !== undefined && subject.devices.length > 0,
  }
  const takes = ACTIONS[action]
  const request = demandOf(ladder, takes, actor, PENDING_LIFETIME)
  const made = madeHere(context, ctx, subject)
  const judged = session && (await context.stepUp.judge(session, request, made))
  const { outcome } = judged
    ? decideAction(ladder, takes, actor, request, judged, context.clock())
    : { outcome: 'prove' as const }
  if (outcome === 'refuse') return cannotEnter(context, ctx)
  if (!session || !subject || judged?.decision.outcome !== 'grant' || outcome !== 'do') {
    const asked =
      outcome === 'prove_first'
        ? anew(ladder)
        : outcome === 'prove_all'
          ? { ...request, anew: true as const }
          : request
    goTo(ctx, authorizationUrl(context, returnPathOf(ctx), asked, subject?.account.label))
    return
  }
  const { decision } = judged
  endsAt(ctx, session.exp, {
    action: `${context.path}/extend`,
    csrf: context.stepUp.guard.lastingToken(`session:${session.uid}`),
  })
  signsOutAt(ctx, context.provider.pathFor('end_session'))
  // What counts for the console alone gives the session no class: a copy of it must not be taken for one that had it.
  const secondClass = made.length === 0 && reaches(ladder, decision.acr, ladder.secondFactor)
  noteDevice(ctx, deviceBehind(session.evidence, subject.devices))
  const { account } = subject
  const acting = ownerIn(context, ctx, account.id)
  const by = sessionEnroller(session, subject)
  await next({ ctx, session, account, subject, acting, by, secondClass })
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
  const { ladder } = context
  return [proofBy(ladder, RECOVERY_CODE, codes.createdAt, { credential: codes.id })]
}

/** What is asked for on the way to a page, and whether all of it is proved anew. */
type Asked = PageRequest & { readonly anew?: true }

/** Where no class takes the first factor alone, all is proved anew. */
const anew = (ladder: Ladder): Asked => firstFactorDemand(ladder) ?? { anew: true }

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
  const request = { maxAge: FRESH }
  const { decision } = await context.stepUp.judge(session, request)
  const granted = decision.outcome === 'grant'
  if (!granted) goTo(ctx, authorizationUrl(context, address, request))
  return granted
}

/** A form's address shows the form again: what a POST would have changed is confirmed anew. */
const returnPathOf = (ctx: Context): string => ctx.path

function authorizationUrl(
  { provider, clientId, path, mac }: ConsoleContext,
  target: string,
  request: Asked,
  account?: string,
): string {
  const url = new URL(provider.urlFor('authorization'))
  url.search = new URLSearchParams({
    client_id: clientId,
    // Signs in or steps up, and comes back without a token (OAuth 2.0 Multiple Response Types §4).
    response_type: 'none',
    scope: 'openid',
    redirect_uri: new URL(`${path}/callback`, provider.issuer).href,
    state: `${target}.${mac.sign('return', target)}`,
    ...paramsOf(request, account),
  }).toString()
  return url.href
}

/**
 * A class is wished for where nothing is issued that could tell it (OpenID Connect Core 1.0 §5.5): `enter` demands it, and
 * sends nobody after what cannot be met.
 */
function paramsOf({ acr, maxAge, anew: all }: Asked, account: string | undefined) {
  return {
    ...present({ acr_values: acr }),
    ...(maxAge === undefined ? {} : { max_age: String(maxAge) }),
    ...(all ? { prompt: 'login' } : {}),
    ...(all ? present({ login_hint: account }) : {}),
  }
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
