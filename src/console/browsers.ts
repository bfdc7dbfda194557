import { z } from 'zod'
import { forgetBrowser, forgetBrowsers } from '../actions/access.ts'
import type { TrustedBrowser, TrustedBrowsers } from '../trust/trusted-browsers.ts'
import type { TrustedBrowserId } from '../kernel/ids.ts'
import { dateOf } from '../kernel/instant.ts'
import type { Pages } from '../pages/pages.ts'
import type { TrustedBrowserRow } from '../pages/browsers.ts'
import { clearTrustCookie, factorsOf, findSubject } from '../oidc/index.ts'
import { goTo, setFlash, show, takeFlash } from '../web/index.ts'
import { browserOf } from '../kernel/user-agent.ts'
import type { ConsoleContext, Visit } from './console-context.ts'
import { formParts, frameOf, notFound } from './frame.ts'

/** The browsers that the account trusts, as they stand for one visit. */
interface Trusted {
  readonly port: TrustedBrowsers
  readonly browsers: readonly TrustedBrowser[]
  /** The one that the visitor sits at. */
  readonly here: TrustedBrowserId | undefined
}

type Done = NonNullable<Pages['browsers']['done']>

const doneSchema = z.discriminatedUnion('code', [
  z.object({
    code: z.literal('forgotten'),
    browser: z.string().exactOptional(),
    system: z.string().exactOptional(),
  }),
  z.object({ code: z.literal('all_forgotten') }),
])

/** The page: the trusted browsers, the last used first. */
export async function showBrowsers(context: ConsoleContext, visit: Visit): Promise<void> {
  const { ctx, subject } = visit
  const trusted = await trustedOf(context, visit)
  if (!trusted) return notFound(context, ctx)
  if (!subject.enrolled) return goTo(ctx, context.path)
  const base = pathOf(context)
  const done = takeFlash<Done>(context, ctx, pathOf(context), doneSchema)
  show(context, ctx, 'browsers', {
    frame: frameOf(context, visit, 'browsers'),
    browsers: trusted.browsers.map((browser) => rowOf(browser, trusted, base)),
    lifetime: trusted.port.lifetime,
    ...(trusted.browsers.length > 1 ? { forgetAllHref: `${base}/forget` } : {}),
    ...(done ? { done } : {}),
  })
}

export async function showForget(context: ConsoleContext, visit: Visit): Promise<void> {
  const { ctx } = visit
  const trusted = await trustedOf(context, visit)
  const browser = trusted?.browsers.find(({ id }) => id === ctx.params['id'])
  if (!browser) return notFound(context, ctx)
  show(context, ctx, 'browser-forget', {
    ...formParts(context, visit),
    action: `${pathOf(context)}/${browser.id}/forget`,
    what: { ...browserOf(browser.userAgent), here: browser.id === trusted?.here },
    cancelHref: pathOf(context),
  })
}

export async function forget(context: ConsoleContext, visit: Visit): Promise<void> {
  const { ctx, account, acting } = visit
  const trusted = await trustedOf(context, visit)
  const browser = trusted?.browsers.find(({ id }) => id === ctx.params['id'])
  if (!trusted || !browser) return notFound(context, ctx)
  if (!(await forgetBrowser(trusted.port, acting, browser.id))) return notFound(context, ctx)
  if (browser.id === trusted.here) clearTrustCookie(ctx, account.id)
  tellDone(context, visit, { code: 'forgotten', ...browserOf(browser.userAgent) })
}

export async function showForgetAll(context: ConsoleContext, visit: Visit): Promise<void> {
  const { ctx } = visit
  if (!context.trustedBrowsers) return notFound(context, ctx)
  show(context, ctx, 'browser-forget', {
    ...formParts(context, visit),
    action: `${pathOf(context)}/forget`,
    what: 'all',
    cancelHref: pathOf(context),
  })
}

export async function forgetAll(context: ConsoleContext, visit: Visit): Promise<void> {
  const { ctx, account, acting, session } = visit
  if (!context.trustedBrowsers) return notFound(context, ctx)
  await forgetBrowsers(context.trustedBrowsers, acting)
  if (session.trust !== undefined) clearTrustCookie(ctx, account.id)
  tellDone(context, visit, { code: 'all_forgotten' })
}

/** Undefined where no browser is ever trusted. */
async function trustedOf(
  context: ConsoleContext,
  { account, session }: Visit,
): Promise<Trusted | undefined> {
  const port = context.trustedBrowsers
  const subject = port && (await findSubject(context, account.id))
  if (!subject) return undefined
  const factors = factorsOf(subject)
  const [browsers, here] = await Promise.all([
    port.list(account.id, factors),
    session.trust === undefined ? undefined : port.recognise(account.id, session.trust, factors),
  ])
  return { port, browsers, here: here?.id }
}

function rowOf(browser: TrustedBrowser, { here }: Trusted, base: string): TrustedBrowserRow {
  const { id, userAgent, address, createdAt, expiresAt, lastUsedAt } = browser
  return {
    ...browserOf(userAgent),
    here: id === here,
    trustedAt: dateOf(createdAt),
    until: dateOf(expiresAt),
    lastUsedAt: dateOf(lastUsedAt),
    address,
    forgetHref: `${base}/${id}/forget`,
  }
}

const pathOf = ({ path }: ConsoleContext): string => `${path}/browsers`

const tellDone = (context: ConsoleContext, { ctx }: Visit, done: Done): void =>
  setFlash(context, ctx, pathOf(context), done)
