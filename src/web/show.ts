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

/** Where the forms of a page may lead in the end, redirects after them included. */
type FormsLead = 'here' | 'to_applications'

const showing =
  (formsLead: FormsLead) =>
  <Name extends PageName>(
    page: { readonly render: RenderPage },
    ctx: Context,
    name: Name,
    model: Pages[Name],
  ): void => {
    const language = languageOf(ctx)
    setPageHeaders(ctx, formsLead)
    ctx.vary('Accept-Language')
    ctx.set('Content-Language', language)
    ctx.body = page.render(name, model, language, {
      expiry: expiryOf(ctx),
      address: addressOf(ctx),
      signOutHref: signOutHrefOf(ctx),
    })
  }

/** Draws a page in the reader's language. */
export const show = showing('here')

/** Draws one whose forms may lead to an application. */
export const showOnTheWay = showing('to_applications')

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

/**
 * The headers of every page of ours, set by the page itself, so that they hold under a host's app too.
 *
 * @param formsLead browsers apply `form-action` to the redirects that follow a POST as well, the one to the relying
 *   party included. No list of what is allowed there can be complete: a native application chooses its port at the
 *   last moment (RFC 8252 §7.3), a scheme of its own has no origin, and an application may redirect further. So where
 *   a form may lead to an application nothing is listed.
 */
function setPageHeaders(ctx: Context, formsLead: FormsLead): void {
  ctx.type = 'html'
  ctx.set({
    'Content-Security-Policy': [
      "default-src 'none'",
      "style-src 'self'",
      "script-src 'self'",
      "img-src 'self' data:",
      // The script prolongs a page that is about to end.
      "connect-src 'self'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
      ...(formsLead === 'here' ? ["form-action 'self'"] : []),
    ].join('; '),
    'Cache-Control': 'no-store',
    // `no-referrer` would make browsers send `Origin: null` with our own forms.
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
  })
}
