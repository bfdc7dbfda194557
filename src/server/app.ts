import { randomUUID } from 'node:crypto'
import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { Router } from '@koa/router'
import helmet from 'helmet'
import type { Context, Middleware } from 'koa'
import type { Logger } from 'pino'
import type { Assets } from '../views/assets.ts'
import { sendAsset } from '../views/send-asset.ts'
import type { Link, RenderPage } from '../pages.ts'
import { withoutToken } from '../passwords/index.ts'
import { setPageHeaders, show } from '../provider/index.ts'
import { renderFailure } from './error-page.ts'

/**
 * Security headers of everything that is no page of ours: tokens, metadata, the library's own pages. None
 * depends on the request, so they are computed once.
 */
export const securityHeaders: Middleware = (ctx, next) => {
  ctx.set(SECURITY_HEADERS)
  return next()
}

const SECURITY_HEADERS = headersBy(
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        // The library adds the hash of its own inline script (`form_post`) to this directive.
        'script-src': ["'self'"],
        'base-uri': ["'none'"],
        'frame-ancestors': ["'none'"],
      },
    },
    referrerPolicy: { policy: 'same-origin' },
    // Relying parties open sign-in in a popup and wait for it: the opener must stay connected.
    crossOriginOpenerPolicy: false,
    xFrameOptions: { action: 'deny' },
  }),
)

/** What a middleware sets, on an answer that nobody gets. */
function headersBy(middleware: ReturnType<typeof helmet>): Record<string, string> {
  const response = new ServerResponse(new IncomingMessage(new Socket()))
  middleware(response.req, response, (error) => {
    if (error !== undefined) throw new TypeError('the headers cannot be computed', { cause: error })
  })
  return Object.fromEntries(
    Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)]),
  )
}

/** A name for every request, in the log and on error pages, and a page when something breaks. */
export function requestScope(log: Logger, render: RenderPage): Middleware {
  return async (ctx, next) => {
    const requestId = randomUUID()
    ctx.state['requestId'] = requestId
    ctx.set('X-Request-Id', requestId)
    const begun = performance.now()
    try {
      await next()
      if (ctx.status === 404 && ctx.body === undefined) renderFailure(render, ctx, 404, 'not_found')
    } catch (error) {
      failSafely(log, render, ctx, error)
    }
    const milliseconds = Math.round(performance.now() - begun)
    // The path alone: a query can carry tokens and hints. So can the path of a link in a mail.
    const path = withoutToken(ctx.path)
    log.info({ requestId, method: ctx.method, path, status: ctx.status, milliseconds })
  }
}

/** Closed, whatever it was: 503 for a fault that passes, 500 for one that does not. */
function failSafely(log: Logger, render: RenderPage, ctx: Context, error: unknown): void {
  const status = statusOf(error)
  const requestId: unknown = ctx.state['requestId']
  if (status < 500) {
    renderFailure(render, ctx, status, status === 404 ? 'not_found' : 'request_invalid')
    return
  }
  log.error({ requestId, err: error }, 'request failed')
  if (status === 503) ctx.set('Retry-After', '5')
  renderFailure(render, ctx, status, status === 503 ? 'unavailable' : 'internal')
}

function statusOf(error: unknown): number {
  const status: unknown = error instanceof Error ? Reflect.get(error, 'status') : undefined
  return typeof status === 'number' && status >= 400 && status < 600 ? status : 500
}

export interface PublicRoutes {
  readonly render: RenderPage
  readonly assets: Assets
  readonly issuer: string
  readonly consolePath: string
  readonly signOutPath: string
  /** Where the demo relying party is, if one runs. */
  readonly demo?: string
  /** Where mails are shown, if they are. */
  readonly mails?: string
  /** Resolves when the server can do its work. */
  readonly check: () => Promise<void>
}

/** What needs no session: the landing page, the stylesheet and script, and the health checks. */
export function publicRoutes(options: PublicRoutes): Router {
  const { render, assets, issuer, consolePath, signOutPath, demo, mails, check } = options
  const links: Link[] = [
    ...(demo === undefined ? [] : [{ code: 'demo', href: demo } as const]),
    { code: 'account', href: consolePath },
    ...(mails === undefined ? [] : [{ code: 'mails', href: mails } as const]),
    { code: 'sign_out', href: signOutPath },
    { code: 'metadata', href: '/.well-known/openid-configuration' },
  ]
  const router = new Router()
  router.get('/', (ctx) => {
    setPageHeaders(ctx)
    show({ render }, ctx, 'landing', { issuer, links })
  })
  router.get('/assets/:file', (ctx) => {
    sendAsset(assets, ctx, ctx.params['file'] ?? '')
  })
  router.get('/healthz', (ctx) => {
    ctx.body = { status: 'alive' }
  })
  router.get('/readyz', async (ctx) => {
    await check()
    ctx.body = { status: 'ready' }
  })
  // A short address to give to people; the library's page asks for confirmation.
  router.get('/sign-out', (ctx) => {
    ctx.status = 303
    ctx.redirect(signOutPath)
  })
  return router
}
