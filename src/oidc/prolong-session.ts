import type { Context } from 'koa'
import type { Configuration, CookiesSetOptions, Provider } from 'oidc-provider'
import { tellSession, type SessionView } from './session-evidence.ts'

/** The provider's `ttl.Session`. */
export type SessionLifetime = NonNullable<NonNullable<Configuration['ttl']>['Session']>

/**
 * Gives a session its idle time once more, as any authorization would. How long it may live at all stays
 * what it is: the lifetime knows when the session began.
 *
 * @param cookie the provider's `cookies.long` options
 * @returns the seconds that the session then has; 0 when it is gone
 */
export async function prolongSession(
  provider: Provider,
  ctx: Context,
  { uid, accountId }: SessionView,
  lifetime: SessionLifetime,
  cookie: CookiesSetOptions,
): Promise<number> {
  const session = await provider.Session.get(ctx)
  if (session.uid !== uid || session.accountId !== accountId) return 0
  const context = provider.createContext(ctx.req, ctx.res)
  const seconds = typeof lifetime === 'number' ? lifetime : lifetime(context as never, session)
  await session.save(seconds)
  tellSession(provider, ctx, session, cookie)
  return seconds
}
