import type { Context } from 'koa'
import { PENDING_LIFETIME } from '../authenticators/index.ts'
import { endsAt, renderMessage, speak, type PageRequest } from '../provider/index.ts'
import type { ConsoleContext, Visit } from './console-context.ts'

/** Seconds for which a proof is fresh enough to change devices with (ASVS 5.0, 7.5.1). */
const FRESH = 300

type Visited = Visit['ctx']

/**
 * What a page of the console takes: a session that counts; with a device enrolled a fresh code besides;
 * or, where a secret is shown and bound, a proof no older than a device may be pending.
 */
export type Freshness = 'session' | 'fresh_code' | 'pending'

/**
 * Lets a visitor in whose session proves enough, and sends everybody else through an ordinary
 * authorization request to this very provider, so that "prove it again" is an ordinary step-up and
 * nothing here decides. With a device enrolled that takes a code, never the password alone; without
 * one, the forms that bind a device ask for the password themselves.
 */
export async function enter(
  console: ConsoleContext,
  ctx: Visited,
  freshness: Freshness,
  next: (visit: Visit) => Promise<void> | void,
): Promise<void> {
  const session = await console.stepUp.session(console.provider, ctx)
  const account = session && (await console.directory.find(session.accountId))
  speak(ctx, { account: account?.language })
  const devices = account ? await console.authenticators.confirmed(account.id) : []
  const request = requestFor(console, freshness, devices.length > 0)
  const decision = session && (await console.stepUp.judge(session, request))
  if (!session || !account || decision?.outcome !== 'grant') {
    ctx.status = 303
    ctx.redirect(authorizationUrl(console, returnPathOf(ctx), request))
    return
  }
  endsAt(ctx, session.exp, {
    action: `${console.path}/extend`,
    csrf: console.stepUp.guard.token(`session:${session.uid}`),
  })
  await next({ ctx, session, account })
}

/**
 * The second class is asked for by name: the account's sign-ins may do without it, its devices never.
 * Without a device the first factor is all there is to prove.
 */
function requestFor(
  { stepUp: { ladder } }: ConsoleContext,
  freshness: Freshness,
  enrolled: boolean,
): PageRequest {
  if (freshness === 'session') return {}
  if (enrolled) {
    const acr = ladder.secondFactor ? { acr_values: ladder.secondFactor.name } : {}
    return { ...acr, max_age: String(FRESH) }
  }
  // A first device may be set up for as long as it waits: an app takes time to install.
  return freshness === 'pending' ? { max_age: String(PENDING_LIFETIME) } : {}
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
    state: `${target}.${mac.sign(`return:${target}`)}`,
    ...request,
  }).toString()
  return url.href
}

/** Comes back from the authorization endpoint to where the visitor was going. */
export async function comeBack(console: ConsoleContext, ctx: Context): Promise<void> {
  const state = typeof ctx.query['state'] === 'string' ? ctx.query['state'] : ''
  const dot = state.lastIndexOf('.')
  const target = state.slice(0, dot)
  // Signed, so that the console leads nowhere but to its own pages.
  const genuine = dot > 0 && console.mac.verify(`return:${target}`, state.slice(dot + 1))
  if (ctx.query['error'] !== undefined || !genuine) {
    const session = await console.stepUp.session(console.provider, ctx)
    const account = session && (await console.directory.find(session.accountId))
    speak(ctx, { account: account?.language })
    const cancelled = genuine && ctx.query['error'] === 'access_denied'
    renderMessage(
      console,
      ctx,
      cancelled ? 200 : 403,
      cancelled ? 'cancelled' : 'sign_in_impossible',
      [
        { code: 'account', href: console.path },
        { code: 'home', href: '/' },
      ],
    )
    return
  }
  ctx.status = 303
  ctx.redirect(target)
}
