import type { Context } from 'koa'

/** Where a request keeps what stands before every address of the service. */
const KEY = 'basePath'

/** For the start of an app that is served below a path. @param basePath '/sso', or '' for the root of its host */
export function standsBelow(ctx: Context, basePath: string): void {
  ctx.state[KEY] = basePath
}

/** What stands before every address of the service; '' where it has a host of its own, or nobody said. */
const basePathOf = (ctx: Context): string => {
  const kept: unknown = ctx.state[KEY]
  return typeof kept === 'string' ? kept : ''
}

/** Where the service begins. */
export const homeOf = (ctx: Context): string => `${basePathOf(ctx)}/`

/** The name of a cookie of ours, and the path that it is sent to. */
export interface CookiePlace {
  readonly name: string
  readonly path: string
}

/** The place of a cookie that every page of ours reads. */
export const cookiePlace = (ctx: Context, name: string): CookiePlace =>
  placeBelow(basePathOf(ctx), ctx.secure, name)

/**
 * `__Host-` takes TLS and the path `/`: no other host and no plain connection can plant such a cookie (RFC
 * 6265bis §4.1.3.2). Below a path the neighbours on the same host are to get none of ours, nor another provider
 * beside us to overwrite it, so the cookie has that path, and `__Secure-` keeps plain connections out.
 */
export const placeBelow = (basePath: string, secure: boolean, name: string): CookiePlace => {
  if (basePath === '') return { name: secure ? `__Host-${name}` : name, path: '/' }
  return { name: secure ? `__Secure-${name}` : name, path: basePath }
}
