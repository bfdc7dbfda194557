import type { Context } from 'koa'
import type { Expiry } from '../pages/pages.ts'

/** Where a request keeps when its page ends. */
const KEY = 'expiry'

/**
 * Says when what a page is for ends, and how it is prolonged: the page warns in time (WCAG 2.2 §2.2.1).
 *
 * @param exp seconds since the epoch, by the wall clock, as the library counts
 */
export function endsAt(ctx: Context, exp: number, form: Omit<Expiry, 'seconds'>): void {
  const expiry: Expiry = { ...form, seconds: Math.max(0, exp - Math.floor(Date.now() / 1000)) }
  ctx.state[KEY] = expiry
}

/** When the page of this request ends, if it does. */
export const expiryOf = (ctx: Context): Expiry | undefined =>
  // Written above and nowhere else.
  ctx.state[KEY] as Expiry | undefined

/** The answer to a prolonging: to our script how long is left, to a form the page again. */
export function tellProlonged(ctx: Context, seconds: number): boolean {
  if (ctx.accepts('html', 'json') !== 'json') return false
  ctx.set('Cache-Control', 'no-store')
  ctx.body = { seconds }
  return true
}
