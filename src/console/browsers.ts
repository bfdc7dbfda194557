import { z } from 'zod'
import type { TrustedBrowser, TrustedBrowsers } from '../trust/index.ts'
import type { TrustedBrowserId } from '../kernel/ids.ts'
import { dateOf } from '../kernel/instant.ts'
import type { Pages } from '../pages/pages.ts'
import type { TrustedBrowserRow } from '../pages/browsers.ts'
import { clearTrustCookie, factorsOf, findSubject } from '../oidc/index.ts'
import { show } from '../web/show.ts'
import { emit } from '../web/emit.ts'
import { setPageHeaders } from '../web/index.ts'
import { browserOf } from '../kernel/user-agent.ts'
import type { ConsoleContext } from './console-context.ts'
import type { Visit } from './visit.ts'
import { goTo, takeTold, tell } from './told.ts'
import { frameOf } from './frame.ts'
import { notFound } from './not-found.ts'

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
export async function showBrowsers(console: ConsoleContext, visit: Visit): Promise<void> {
  const { ctx, subject } = visit
  const trusted = await trustedOf(console, visit)
  if (!trusted) return notFound(console, ctx)
  if (!subject.enrolled) return goTo(ctx, console.path)
  const base = pathOf(console)
  const done = takeTold<Done>(console, ctx, pathOf(console), doneSchema)
  setPageHeaders(ctx)
  show(console, ctx, 'browsers', {
    frame: frameOf(console, visit, 'browsers'),
    browsers: trusted.browsers.map((browser) => rowOf(browser, trusted, base)),
    lifetime: trusted.port.lifetime,
    ...(trusted.browsers.length > 1 ? { forgetAllHref: `${base}/forget` } : {}),
    ...(done ? { done } : {}),
  })
}

export async function showForget(console: ConsoleContext, visit: Visit): Promise<void> {
  const { ctx, account, session } = visit
  const trusted = await trustedOf(console, visit)
  const browser = trusted?.browsers.find(({ id }) => id === ctx.params['id'])
  if (!browser) return notFound(console, ctx)
  setPageHeaders(ctx)
  show(console, ctx, 'browser-forget', {
    action: `${pathOf(console)}/${browser.id}/forget`,
    csrf: console.stepUp.guard.token(`session:${session.uid}`),
    accountName: account.label,
    what: { ...browserOf(browser.userAgent), here: browser.id === trusted?.here },
    cancelHref: pathOf(console),
  })
}

export async function forget(console: ConsoleContext, visit: Visit): Promise<void> {
  const { ctx, account } = visit
  const trusted = await trustedOf(console, visit)
  const browser = trusted?.browsers.find(({ id }) => id === ctx.params['id'])
  if (!trusted || !browser) return notFound(console, ctx)
  if (!(await trusted.port.forget(account.id, browser.id))) return notFound(console, ctx)
  if (browser.id === trusted.here) clearTrustCookie(ctx, account.id)
  await emit(console, ctx, {
    type: 'browser_forgotten',
    accountId: account.id,
    browser: browser.id,
  })
  tellDone(console, visit, { code: 'forgotten', ...browserOf(browser.userAgent) })
}

export async function showForgetAll(console: ConsoleContext, visit: Visit): Promise<void> {
  const { ctx, account, session } = visit
  if (!console.trustedBrowsers) return notFound(console, ctx)
  setPageHeaders(ctx)
  show(console, ctx, 'browser-forget', {
    action: `${pathOf(console)}/forget`,
    csrf: console.stepUp.guard.token(`session:${session.uid}`),
    accountName: account.label,
    what: 'all',
    cancelHref: pathOf(console),
  })
}

export async function forgetAll(console: ConsoleContext, visit: Visit): Promise<void> {
  const { ctx, account, session } = visit
  if (!console.trustedBrowsers) return notFound(console, ctx)
  const count = await console.trustedBrowsers.forgetAll(account.id)
  if (session.trust !== undefined) clearTrustCookie(ctx, account.id)
  await emit(console, ctx, { type: 'browsers_forgotten', accountId: account.id, count })
  tellDone(console, visit, { code: 'all_forgotten' })
}

/** Undefined where no browser is ever trusted. */
async function trustedOf(
  console: ConsoleContext,
  { account, session }: Visit,
): Promise<Trusted | undefined> {
  const port = console.trustedBrowsers
  const subject = port && (await findSubject(console, account.id))
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

const tellDone = (console: ConsoleContext, { ctx }: Visit, done: Done): void => {
  tell(console, ctx, pathOf(console), done)
}
