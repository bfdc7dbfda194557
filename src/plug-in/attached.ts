import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Router } from '@koa/router'
import Koa, { type Middleware } from 'koa'
import type { Provider } from 'oidc-provider'

/** What Express and its kind call: the request goes on to `next`, or an error does. */
export type NodeCallback = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void

/**
 * The pages of step-up, to be used **before** the provider, in whatever app is around it. A request
 * whose path is not below `path` is not touched.
 */
export interface Attached {
  /** For Koa: `app.use(pages.routes())`. Faults are thrown to the middleware around it. */
  routes(): Middleware
  /**
   * For Express: `app.use(pages.callback())`; for plain node:http give it what comes next. `path` is
   * the whole path from the host's root, whether or not it is used below a mount path. Whether
   * `X-Forwarded-*` is believed is the provider's `proxy`; the address in events is Express' `req.ip`.
   */
  callback(): NodeCallback
}

export const attachedPages = (router: Router, path: string, provider: Provider): Attached => ({
  // The router's own type of context names what only its own handlers see.
  routes: () => router.routes() as unknown as Middleware,
  callback: () => nodeCallback(router.routes() as unknown as Middleware, path, provider),
})

/** What Express and body parsers add to Node's request. */
interface HostRequest extends IncomingMessage {
  originalUrl?: string
  body?: unknown
  ip?: unknown
}

function nodeCallback(pages: Middleware, path: string, provider: Provider): NodeCallback {
  const continuations = new WeakMap<IncomingMessage, (error?: unknown) => void>()
  const app = new Koa()
  app.use(async (ctx) => {
    const { ip, body }: HostRequest = ctx.req
    // The host knows better which proxies it trusts than Koa, which believes the first address given.
    if (typeof ip === 'string') ctx.request.ip = ip
    // Read already, by a parser ahead of us; `body` alone may be its mere default.
    if (!ctx.req.readable && body !== undefined) Object.assign(ctx.request, { body })
    let passed = false
    const leave = (error?: unknown): void => {
      ctx.respond = false
      // Koa begins every answer as 404.
      ctx.res.statusCode = 200
      continuations.get(ctx.req)?.(error)
    }
    try {
      await pages(ctx, async () => {
        passed = true
      })
    } catch (error) {
      return leave(error)
    }
    if (passed) leave()
  })
  const handle = app.callback()

  return (request: HostRequest, response, next) => {
    const { url } = request
    const whole = request.originalUrl ?? url ?? ''
    if (!whole.startsWith(`${path}/`)) return next()
    // Below a mount path Express cuts it off, and wants back what it gave.
    request.url = whole
    continuations.set(request, (error) => {
      if (url !== undefined) request.url = url
      next(error)
    })
    // Read at each request: hosts set it after the provider is made.
    app.proxy = provider.proxy
    void handle(request, response)
  }
}
