import type { Context } from 'koa'

/** Where a request keeps where its page stands. */
const KEY = 'address'

/**
 * Says where a page stands that answers a request to somewhere else, in the place of a redirect. Its script
 * puts that into the browser's address bar and history; without it a reload repeats the request.
 */
export function standsAt(ctx: Context, address: string): void {
  ctx.state[KEY] = address
}

/** Where the page of this request stands, if that is not where the request went. */
export const addressOf = (ctx: Context): string | undefined =>
  // Written above and nowhere else.
  ctx.state[KEY] as string | undefined
