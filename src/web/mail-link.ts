import type { Context } from 'koa'
import { goTo } from './flash.ts'

/** A request whose address has parts of its own. */
export type Addressed = Context & { readonly params: Readonly<Record<string, string>> }

/**
 * The link in a mail. Its token goes into a cookie at once: the address of the page that is shown
 * then stands in the history, in referrers and in logs without it. Nothing is used up, because mail
 * scanners open links too.
 *
 * @param keep is given what has the form of a token
 */
export function followMailLink(
  ctx: Addressed,
  to: string,
  keep: (token: string | undefined) => void,
): void {
  const token = ctx.params['token'] ?? ''
  keep(/^[\w-]{43}$/.test(token) ? token : undefined)
  ctx.set({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' })
  goTo(ctx, to)
}
