import type { Context } from 'koa'
import type Provider from 'oidc-provider'

/** The browser's cookies as the provider reads and signs them, whatever app its pages are in. */
export function cookiesFor(provider: Provider, ctx: Context): Context['cookies'] {
  const app: object = ctx.app
  return app === provider ? ctx.cookies : provider.createContext(ctx.req, ctx.res).cookies
}
