import type { Context } from 'koa'
import type { Provider } from 'oidc-provider'
import { Fault } from '../kernel/faults.ts'

/** Seconds after which to try again: a store that is back is in use within five. */
const RETRY_AFTER = '5'

/** What passes: the store does not answer, or more is asked for than can be done in time. */
export const passes = (error: unknown): boolean => error instanceof Fault && error.status === 503

export function setRetryAfter(ctx: Context): void {
  ctx.set('Retry-After', RETRY_AFTER)
}

/** For programs (RFC 6749 §4.1.2.1); people get a page. */
export const TEMPORARILY_UNAVAILABLE = {
  error: 'temporarily_unavailable',
  error_description: 'the service is not available at the moment, try again later',
} as const

/**
 * The library answers whatever fails with its status, but calls it `server_error` and does not say when
 * to try again. What passes is told as such.
 */
export function tellOutages(provider: Provider): void {
  provider.on('server_error', (ctx, error) => {
    if (!passes(error)) return
    setRetryAfter(ctx)
    if (isForPrograms(ctx.body)) ctx.body = TEMPORARILY_UNAVAILABLE
  })
}

/** What was going to be answered is JSON. */
export const isForPrograms = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && Object.getPrototypeOf(body) === Object.prototype
