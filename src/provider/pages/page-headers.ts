import type { Context } from 'koa'

/**
 * The headers of every page of ours, set by the page itself, so that they hold under a host's app too.
 *
 * @param formTargets origins to which answering a form may lead in the end: browsers apply
 *   `form-action` to the redirects that follow a POST, the one to the relying party included
 */
export function setPageHeaders(ctx: Context, formTargets: readonly string[] = []): void {
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
      `form-action ${["'self'", ...formTargets].join(' ')}`,
    ].join('; '),
    'Cache-Control': 'no-store',
    // `no-referrer` would make browsers send `Origin: null` with our own forms.
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
  })
}

/** The CSP sources of a client's redirect URIs: origins, or schemes for native applications. */
export function formTargetsOf(
  client: { redirectUris?: readonly string[] | undefined } | undefined,
): string[] {
  const targets = (client?.redirectUris ?? []).map((uri) => {
    const { origin, protocol } = new URL(uri)
    return protocol === 'http:' || protocol === 'https:' ? origin : protocol
  })
  return [...new Set(targets)]
}
