import { bodyParser } from '@koa/bodyparser'
import Koa, { HttpError } from 'koa'
import helmet from 'koa-helmet'
import { z } from 'zod'
import { respondProblem, type Demo, type DemoState } from './context.ts'
import { ASSETS } from './pages.ts'
import { createRoutes } from './routes.ts'
import { isCsrfToken } from './session.ts'
import { noticeRoute, tellEnded } from './sign-out.ts'

/** Not a name that the provider uses: cookies of one host name are shared by all its ports. */
const COOKIE = 'demo_rp'

const csrfForm = z.looseObject({ csrf: z.string() })

export function createDemoApp(demo: Demo): Koa<DemoState> {
  const app = new Koa<DemoState>()
  app.use(securityHeaders(demo))
  app.use(serveAssets)
  // Before everything that belongs to a browser's session: the API has none.
  app.use(demo.api.routes())
  app.use(noticeRoute(demo).routes())
  app.use(keepSession(demo))
  app.use(answerFaults(demo))
  app.use(tellEnded(demo))
  app.use(bodyParser({ enableTypes: ['form'], formLimit: '8kb' }))
  app.use(refuseForgedForms(demo))
  const routes = createRoutes(demo)
  app.use(routes.routes())
  app.use(routes.allowedMethods())
  app.use((ctx) => {
    if (ctx.status === 404) respondProblem(ctx, demo, { code: 'not_found' })
  })
  return app
}

const securityHeaders = ({ issuer }: Demo): Koa.Middleware =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        // A form's redirect counts as its target in Chromium: signing in leads to the provider.
        formAction: ["'self'", issuer.origin],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
    },
    // Plain http on localhost: a browser that remembered HSTS would lock out every other port too.
    strictTransportSecurity: false,
  })

const serveAssets: Koa.Middleware = async (ctx, next): Promise<void> => {
  const asset = ctx.method === 'GET' || ctx.method === 'HEAD' ? ASSETS.get(ctx.path) : undefined
  if (!asset) return next()
  ctx.type = asset.type
  ctx.set('Cache-Control', 'max-age=300')
  ctx.body = asset.body
}

function keepSession({ sessions }: Demo): Koa.Middleware<DemoState> {
  return async (ctx, next) => {
    const id = ctx.cookies.get(COOKIE)
    ctx.state.session = sessions.find(id) ?? sessions.create()
    await next()
    // No `Secure`: the demo speaks plain http on localhost. `Lax`, since people come back by a link.
    if (ctx.state.session.id !== id) {
      ctx.cookies.set(COOKIE, ctx.state.session.id, { httpOnly: true, sameSite: 'lax' })
    }
  }
}

function answerFaults(demo: Demo): Koa.Middleware<DemoState> {
  return async (ctx, next) => {
    try {
      await next()
    } catch (error) {
      // What a client did wrong (an oversized form, say) Koa answers by itself.
      if (error instanceof HttpError && error.expose) throw error
      ctx.app.emit('error', error, ctx)
      respondProblem(ctx, demo, { code: 'internal' })
    }
  }
}

function refuseForgedForms(demo: Demo): Koa.Middleware<DemoState> {
  return async (ctx, next) => {
    if (ctx.method === 'POST') {
      const csrf = csrfForm.safeParse(ctx.request.body).data?.csrf
      if (!isCsrfToken(ctx.state.session, csrf)) {
        return respondProblem(ctx, demo, { code: 'form_outdated' })
      }
    }
    return next()
  }
}
