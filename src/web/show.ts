import type { Context } from 'koa'
import type { PageName, Pages, RenderPage } from '../pages/pages.ts'
import { expiryOf } from './expiry.ts'
import { languageOf } from './language.ts'

/** Where a request keeps where its reader signs out. */
const SIGN_OUT = 'signOutHref'

/** Says that a page is for whoever is signed in, and where they sign out. */
export function signsOutAt(ctx: Context, href: string): void {
  ctx.state[SIGN_OUT] = href
}

const signOutHrefOf = (ctx: Context): string | undefined =>
  // Written above and nowhere else.
  ctx.state[SIGN_OUT] as string | undefined

/** Draws a page in the reader's language. */
export function show<Name extends PageName>(
  page: { readonly render: RenderPage },
  ctx: Context,
  name: Name,
  model: Pages[Name],
): void {
  const language = languageOf(ctx)
  ctx.vary('Accept-Language')
  ctx.set('Content-Language', language)
  ctx.body = page.render(name, model, language, {
    expiry: expiryOf(ctx),
    address: addressOf(ctx),
    signOutHref: signOutHrefOf(ctx),
  })
}

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
