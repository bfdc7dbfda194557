import { createHash } from 'node:crypto'
import type { Context } from 'koa'
import type { Deliberation } from '../assurance/index.ts'
import type { Trust, TrustedBrowser } from '../trust/trusted-browsers.ts'
import type { AccountId } from '../kernel/ids.ts'
import { dateOf } from '../kernel/instant.ts'
import type { Subject, StepUpContext } from './abilities.ts'
import { cookiePlace } from '../web/base-path.ts'
import { setCookie } from '../web/cookies.ts'
import { judgeRequest, type RequestAtHand } from './judge-request.ts'
import type { Rules } from '../policy/index.ts'
import { limitsAge } from './request-requirement.ts'

/**
 * A fingerprint of what the account proves itself with: its devices, its recovery codes, and the moment
 * before which nothing counts (a new password, a reset). A trusted browser is bound to it, so that any
 * change ends the trust. A name is no factor, and a recovery code that was used leaves its set standing.
 */
export function factorsOf({ account, devices, recoveryCodes }: Subject): string {
  const factors = [
    devices.map(({ id }) => id).toSorted(),
    recoveryCodes?.id ?? null,
    account.proofsNotBefore ?? null,
  ]
  return createHash('sha256').update(JSON.stringify(factors)).digest('base64url')
}

/** How a request stands in a browser that the account may trust. */
export interface BrowserJudgement extends Deliberation {
  /** The browser, where it was not asked for the routine code. */
  readonly trusted?: TrustedBrowser
  /** The routine code is still wanted: who gives it may have the browser trusted. */
  readonly everyday: boolean
}

/**
 * Puts the question for a live browser. Whether it is trusted matters, and is looked up, only where the
 * routine code lacks and the browser has something to show; it takes the routine demand away and
 * adds nothing, so what an application demands is judged as ever.
 *
 * @param cookie what the browser shows, as by `trustCookieOf`
 */
export async function judgeInBrowser(
  context: Pick<StepUpContext, keyof Rules | 'clock' | 'trustedBrowsers'>,
  request: Omit<RequestAtHand, 'trusted'>,
  cookie: string | undefined,
): Promise<BrowserJudgement> {
  const asked = judgeRequest(context, request)
  const { subject } = request
  if (!subject?.enrolled || !lacksEverydayCode(asked)) return { ...asked, everyday: false }
  const trusted =
    cookie === undefined
      ? undefined
      : await context.trustedBrowsers?.recognise(subject.account.id, cookie, factorsOf(subject))
  if (!trusted) return { ...asked, everyday: isForEveryday(asked, request.params) }
  return { ...judgeRequest(context, { ...request, trusted: true }), trusted, everyday: false }
}

const everydayDemands = ({ demands }: Deliberation) =>
  demands.filter(({ source }) => source === 'account' || source === 'server')

const lacksEverydayCode = (asked: Deliberation): boolean =>
  everydayDemands(asked).some(({ satisfaction }) => satisfaction?.met !== true)

/** Where only `max_age` finds the code too old, it is the application that asks, and would again. */
const isForEveryday = (asked: Deliberation, params: unknown): boolean =>
  everydayDemands(asked).some(
    ({ satisfaction }) =>
      satisfaction?.met === false && (satisfaction.reason === 'missing' || !limitsAge(params)),
  )

/**
 * A cookie of its own for each account: a family's browser serves them all, each until its own end, and
 * two sign-ins side by side do not overwrite each other's. Its name tells the account to nobody.
 */
const cookieName = (ctx: Context, accountId: AccountId): string =>
  `${place(ctx).name}${createHash('sha256').update(`trusted:${accountId}`).digest('hex').slice(0, 16)}`

/** What their names begin with, and where they are sent. */
const place = (ctx: Context) => cookiePlace(ctx, 'step_up_trusted_')

/** Accounts that one browser can be trusted by: more would only make every request longer. */
const COOKIES_PER_BROWSER = 5

/** What the browser shows for being trusted by this account. */
export function trustCookieOf(ctx: Context, accountId: AccountId): string | undefined {
  const shown = trustCookies(ctx)
  // Most browsers show nothing, and then no name has to be computed.
  if (shown.length === 0) return undefined
  const own = cookieName(ctx, accountId)
  return shown.find(([name]) => name === own)?.[1]
}

export function setTrustCookie(ctx: Context, accountId: AccountId, trust: Trust): void {
  const name = cookieName(ctx, accountId)
  const others = trustCookies(ctx).flatMap(([other]) => (other === name ? [] : [other]))
  // Browsers send the oldest first (RFC 6265 §5.4).
  for (const other of others.slice(0, Math.max(0, others.length - COOKIES_PER_BROWSER + 1))) {
    setCookie(ctx, other, null, rulesOf(ctx))
  }
  const expires = dateOf(trust.expiresAt)
  setCookie(ctx, name, trust.cookie.reveal(), { ...rulesOf(ctx), expires })
}

export const clearTrustCookie = (ctx: Context, accountId: AccountId): void =>
  setCookie(ctx, cookieName(ctx, accountId), null, rulesOf(ctx))

const rulesOf = (ctx: Context) => ({ path: place(ctx).path, overwrite: true })

/**
 * All that the browser shows, in its order. Not read by `ctx.cookies`, which makes a pattern for each
 * name that it is ever asked for and keeps it for good: here every account has a name of its own.
 */
function trustCookies(ctx: Context): readonly (readonly [name: string, value: string])[] {
  const [header, prefix] = [ctx.get('Cookie'), place(ctx).name]
  if (!header.includes(prefix)) return []
  return header.split(';').flatMap((cookie) => {
    const text = cookie.trim()
    const end = text.indexOf('=')
    return end > 0 && text.startsWith(prefix) ? [[text.slice(0, end), text.slice(end + 1)]] : []
  })
}
