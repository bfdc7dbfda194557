import { fieldOf, present } from '../kernel/typing.ts'
import { Router } from '@koa/router'
import type { Context, Middleware } from 'koa'
import type { Logger } from 'pino'
import type { Assets } from '../views/assets.ts'
import { sendAsset } from '../views/send-asset.ts'
import type { RenderPage } from '../pages/pages.ts'
import type { Link } from '../pages/parts.ts'
import { withoutToken } from '../sign-in/passwords/routes.ts'
import { goTo, show } from '../web/index.ts'
import type { Addresses } from './addresses.ts'
import { HEALTH } from './config/issuer.ts'
import { renderFailure } from './error-page.ts'
import type { Metrics } from './metrics/metrics.ts'
import { TEMPORARILY_UNAVAILABLE, isForPrograms, setRetryAfter } from './outage.ts'
import type { Readiness } from './readiness.ts'
import { namesOf } from './request-names.ts'
import { failureLog } from './logger.ts'

/** Security headers of everything that is no page of ours: tokens, metadata, the library's own pages. */
export const securityHeaders: Middleware = (ctx, next) => {
  ctx.set(SECURITY_HEADERS)
  return next()
}

/**
 * What OWASP's secure headers project proposes, but for one: there is no Cross-Origin-Opener-Policy, because relying
 * parties open sign-in in a popup and wait for it, and the opener must stay connected.
 */
const SECURITY_HEADERS = {
  'Content-Security-Policy':
    "default-src 'none';script-src 'self';base-uri 'none';frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Origin-Agent-Cluster': '?1',
  'Referrer-Policy': 'same-origin',
  'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
  'X-Content-Type-Options': 'nosniff',
  'X-DNS-Prefetch-Control': 'off',
  'X-Download-Options': 'noopen',
  'X-Frame-Options': 'DENY',
  'X-Permitted-Cross-Domain-Policies': 'none',
  'X-XSS-Protection': '0',
}

/**
 * A name for every request, in the log, in events and on error pages, and a page when something breaks.
 * What comes before it has taken away what only a trusted proxy may say.
 */
export function requestScope(
  log: Logger,
  render: RenderPage,
  metrics?: Pick<Metrics, 'onAnswer' | 'onFailure'>,
): Middleware {
  return async (ctx, next) => {
    const { requestId, traceId } = namesOf(ctx.req.headers)
    ctx.state['requestId'] = requestId
    ctx.set('X-Request-Id', requestId)
    const begun = performance.now()
    try {
      await next()
      if (ctx.status === 404 && ctx.body === undefined) renderFailure(render, ctx, 404, 'not_found')
    } catch (error) {
      failSafely(log, render, ctx, error, metrics)
    }
    const milliseconds = performance.now() - begun
    metrics?.onAnswer(ctx, milliseconds / 1000)
    log.info({
      requestId,
      ...present({ traceId }),
      method: ctx.method,
      path: loggable(ctx.path),
      status: ctx.status,
      milliseconds: Math.round(milliseconds),
    })
  }
}

/**
 * The path alone: a query can carry tokens and hints. So can the path of a link in a mail, and one that was
 * mangled on its way; and that of an interaction names its cookie. So what is longer than an account's or a
 * device's id is left out, wherever it stands.
 */
const loggable = (path: string): string => withoutToken(path).replaceAll(/[^/]{40,}/g, '…')

/** Closed, whatever it was: 503 for a fault that passes, 500 for one that does not. */
function failSafely(
  log: Logger,
  render: RenderPage,
  ctx: Context,
  error: unknown,
  metrics: Pick<Metrics, 'onFailure'> | undefined,
): void {
  const status = statusOf(error)
  if (status < 500) {
    renderFailure(render, ctx, status, status === 404 ? 'not_found' : 'request_invalid')
    return
  }
  failureLog(log, 'request failed')(error, ctx)
  metrics?.onFailure(error)
  if (status === 503) setRetryAfter(ctx)
  // It was answered, and what it wrote could not be kept.
  if (status === 503 && isForPrograms(ctx.body)) {
    ctx.status = status
    ctx.body = TEMPORARILY_UNAVAILABLE
    return
  }
  renderFailure(render, ctx, status, status === 503 ? 'unavailable' : 'internal')
}

function statusOf(error: unknown): number {
  const status: unknown = error instanceof Error ? fieldOf(error, 'status') : undefined
  return typeof status === 'number' && status >= 400 && status < 600 ? status : 500
}

/** A proxy that closes a path to the world closes this one, and not what else a router takes for it. */
const exactly =
  (path: string): Middleware =>
  async (ctx, next) => {
    if (ctx.path === path) await next()
  }

export interface PublicRoutes {
  readonly render: RenderPage
  readonly assets: Assets
  readonly issuer: string
  readonly addresses: Addresses
  /** Where the library's page asks whether to sign out. */
  readonly signOutPath: string
  /** Where the demo relying party is, if one runs. */
  readonly demo?: string
  /** Whether mails are shown. */
  readonly showsMails: boolean
  readonly readiness: Readiness
  /** The server is about to end, and balancers should choose another one. */
  readonly isDraining: () => boolean
}

/** What needs no session: the landing page, the stylesheet and script, and the health checks. */
export function publicRoutes(options: PublicRoutes): Router {
  const { render, assets, issuer, addresses, signOutPath, demo, showsMails } = options
  const { readiness, isDraining } = options
  const links: Link[] = [
    ...(demo === undefined ? [] : [{ code: 'demo', href: demo } as const]),
    { code: 'account', href: addresses.account },
    ...(showsMails ? [{ code: 'mails', href: addresses.devMail } as const] : []),
    { code: 'sign_out', href: signOutPath },
    { code: 'metadata', href: addresses.metadata },
  ]
  const router = new Router()
  router.get(addresses.home, (ctx) => show({ render }, ctx, 'landing', { issuer, links }))
  router.get(`${addresses.assets}/:file`, (ctx) => sendAsset(assets, ctx, ctx.params['file'] ?? ''))
  router.get(HEALTH.alive, exactly(HEALTH.alive), (ctx) => {
    ctx.set('Cache-Control', 'no-store')
    ctx.body = { status: 'alive' }
  })
  router.get(HEALTH.ready, exactly(HEALTH.ready), async (ctx) => {
    ctx.set('Cache-Control', 'no-store')
    if (isDraining()) {
      ctx.status = 503
      ctx.body = { status: 'draining' }
      return
    }
    const report = await readiness.report()
    ctx.status = report.status === 'ready' ? 200 : 503
    ctx.body = report
  })
  // The library's page asks for confirmation.
  router.get(addresses.signOut, (ctx) => goTo(ctx, signOutPath))
  return router
}
