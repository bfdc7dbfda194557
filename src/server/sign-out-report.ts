import { setTimeout as sleep } from 'node:timers/promises'
import type { Context, Middleware } from 'koa'
import type { KoaContextWithOIDC, Provider } from 'oidc-provider'
import { z } from 'zod'
import { readSigned, signedText, type Mac } from '../kernel/mac.ts'
import type { Pages } from '../pages/pages.ts'
import type { Link } from '../pages/parts.ts'
import { applicationName, setCookie } from '../web/index.ts'
import type { LogoutNotice, LogoutNotices } from '../oidc/index.ts'
import { CONSOLE_CLIENT } from './config/configuration.ts'

/** Milliseconds that somebody who signs out waits for applications to say that they have. */
const PATIENCE = 1000

/** Seconds for which the page can be reloaded. */
const LIFETIME = 300

/** What a cookie holds; whoever was signed in to more applications is told of none. */
const LONGEST = 3000

/** The applications of a session that was signed out, and whether each has taken it. */
const reportSchema = z.object({
  applications: z.array(z.tuple([z.string(), z.boolean()])),
  /** The application that asked for it, and waits for the browser. */
  back: z.object({ clientId: z.string(), href: z.string() }).optional(),
})
type Report = z.infer<typeof reportSchema>

const CLAIM = ['sign-out report']

/**
 * Around signing out, when all of it is written: the browser takes along to the page that tells of it which
 * applications were signed out with it, on whichever node they are told of. An application that asked for the sign-out
 * gets the browser at once, unless another one that wants to be told could not be: then the page comes first.
 */
export function reportSignOut(
  provider: Provider,
  notices: Pick<LogoutNotices, 'during'>,
  mac: Mac,
): Middleware {
  const confirm = provider.pathFor('end_session_confirm')
  const page = provider.pathFor('end_session_success')
  return async (ctx, next): Promise<void> => {
    if (ctx.method !== 'POST' || ctx.path !== confirm) return next()
    const sent = await notices.during(next)
    const clientIds = signedOutOf(ctx)
    if (!clientIds) return
    const taken = await takenOf(sent)
    const applications = clientIds.map((id): [string, boolean] => [id, taken.has(id)])
    const failed = sent.some(({ clientId }) => !taken.has(clientId))
    const href = ctx.response.get('Location')
    const { origin, pathname } = new URL(href, ctx.href)
    const leaves = origin !== ctx.origin
    // A sign-in goes on, which had to end the session of somebody else first.
    if (!leaves && pathname !== page) return
    const clientId = clientOf(ctx)
    const back = failed && leaves && clientId !== undefined ? { back: { clientId, href } } : {}
    if (back.back) ctx.redirect(page)
    setReport(ctx, page, mac, { applications, ...back })
  }
}

/** What the page that tells of a sign-out shows of it. */
export async function readReport(
  mac: Mac,
  ctx: KoaContextWithOIDC,
): Promise<Pick<Pages['message'], 'applications'> & { readonly back?: Link }> {
  const signed = readSigned(mac, CLAIM, ctx.cookies.get(cookieName(ctx)) ?? '')
  if (signed === undefined) return {}
  // Only what was written below is read.
  const report = reportSchema.parse(signed)
  const nameOf = async (clientId: string): Promise<string | undefined> => {
    const client = await ctx.oidc.provider.Client.find(clientId)
    return client && applicationName(client, ctx)
  }
  const names = await Promise.all(
    report.applications.map(async ([id, taken]) => ({ name: await nameOf(id), taken })),
  )
  const namesOf = (wanted: boolean): string[] =>
    names.flatMap(({ name, taken }) => (taken === wanted && name !== undefined ? [name] : []))
  const backName = report.back && (await nameOf(report.back.clientId))
  return {
    applications: { signedOut: namesOf(true), notSignedOut: namesOf(false) },
    ...(report.back && backName !== undefined
      ? { back: { code: 'back_to_application', href: report.back.href, name: backName } }
      : {}),
  }
}

type Served = Context & { readonly oidc?: KoaContextWithOIDC['oidc'] }

/** The applications that the session was signed in to, our own pages left out; undefined where it was not ended. */
function signedOutOf({ status, oidc }: Served): readonly string[] | undefined {
  const session = oidc?.entities.Session
  if (status !== 303 || !session || !oidc.params?.['logout']) return undefined
  return Object.keys(session.authorizations ?? {}).filter((id) => id !== CONSOLE_CLIENT)
}

const clientOf = ({ oidc }: Served): string | undefined => oidc?.entities.Client?.clientId

/** Which have taken it before anybody has waited for too long. */
async function takenOf(sent: readonly LogoutNotice[]): Promise<ReadonlySet<string>> {
  const over = new AbortController()
  const late = sleep(PATIENCE, false, { signal: over.signal }).catch(() => false)
  const outcomes = await Promise.all(
    sent.map(async ({ clientId, taken }) => [clientId, await Promise.race([taken, late])] as const),
  )
  over.abort()
  return new Set(outcomes.flatMap(([clientId, taken]) => (taken ? [clientId] : [])))
}

const cookieName = (ctx: Context): string =>
  ctx.secure ? '__Secure-step_up_signed_out' : 'step_up_signed_out'

function setReport(ctx: Context, path: string, mac: Mac, report: Report): void {
  const value = signedText(mac, CLAIM, report)
  const isTold = (report.applications.length > 0 || report.back) && value.length <= LONGEST
  setCookie(ctx, cookieName(ctx), isTold ? value : null, { path, seconds: LIFETIME })
}
