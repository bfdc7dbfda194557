import type { Context } from 'koa'

/** Where the forms of a page may lead in the end, redirects after them included. */
export type FormsLead = 'here' | 'to_applications'

/**
 * The headers of every page of ours, set by the page itself, so that they hold under a host's app too.
 *
 * @param formsLead browsers apply `form-action` to the redirects that follow a POST as well, the one to the relying
 *   party included. No list of what is allowed there can be complete: a native application chooses its port at the
 *   last moment (RFC 8252 §7.3), a scheme of its own has no origin, and an application may redirect further. So where
 *   a form may lead to an application nothing is listed.
 */
export function setPageHeaders(ctx: Context, formsLead: FormsLead = 'here'): void {
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
