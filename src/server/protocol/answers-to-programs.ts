import type { Middleware } from 'koa'
import type { Provider } from 'oidc-provider'

/** The endpoints that no person opens. */
const ENDPOINTS = [
  'token',
  'userinfo',
  'introspection',
  'revocation',
  'pushed_authorization_request',
  'device_authorization',
]

/**
 * Answers programs by JSON, whatever they say that they accept (RFC 6749 §5.2). Java's own HTTP client asks for
 * `text/html` unless it is told otherwise; left to itself oidc-provider shows it a page, and the libraries on it report an
 * error without a name.
 *
 * A revocation is answered by an empty object. RFC 7009 §2.2 has clients ignore the body; simple-oauth2 and oidc-client-ts
 * look at its type all the same, and report the library's empty text as a failure.
 */
export function answerPrograms(provider: Provider): Middleware {
  const paths = ENDPOINTS.map((name) => provider.pathFor(name))
  return async (ctx, next) => {
    const isForPrograms = paths.includes(ctx.path)
    if (isForPrograms) ctx.req.headers.accept = 'application/json'
    await next()
    if (isForPrograms && ctx.status === 200 && ctx.body === '') ctx.body = {}
  }
}

/**
 * Seconds for which a cache may keep metadata and keys. A new key is published a day before it signs; one that leaked and
 * was dropped is believed for no longer than this.
 */
const KEPT = 300

/**
 * Metadata and keys say how long they are good for, which nobody has to guess then (RFC 9111 §4.2.2).
 *
 * @param metadata where they are
 */
export function tellCaches(provider: Provider, metadata: string): Middleware {
  const lasting = [provider.pathFor('jwks'), metadata]
  return async (ctx, next) => {
    await next()
    if (ctx.status === 200 && lasting.includes(ctx.path)) {
      ctx.set('Cache-Control', `public, max-age=${KEPT}`)
    }
  }
}
