import type { Middleware } from 'koa'
import type { Provider } from 'oidc-provider'

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
