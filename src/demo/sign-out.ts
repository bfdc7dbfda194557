import { bodyParser } from '@koa/bodyparser'
import { Router } from '@koa/router'
import type { Middleware } from 'koa'
import { z } from 'zod'
import { buildEndSessionUrl, randomState } from 'openid-client'
import { CALLBACK_PATH, NOTICE_PATH, SIGNED_OUT_PATH } from './client-metadata.ts'
import { respond, seeOther, type Demo, type DemoState } from './context.ts'

/** OpenID Connect RP-Initiated Logout 1.0: first here, then at the provider. */
export function signOutRoutes(router: Router<DemoState>, demo: Demo): void {
  router.post('/sign-out', async (ctx) => {
    const { identity } = ctx.state.session
    demo.sessions.end(ctx.state.session)
    ctx.state.session = demo.sessions.create()
    if (!identity) return seeOther(ctx, '/')

    // What ends here ends, even if the provider is out; the page then says what is left over.
    const config = await demo.provider().catch(() => undefined)
    if (config?.serverMetadata().end_session_endpoint === undefined) {
      return seeOther(ctx, SIGNED_OUT_PATH)
    }
    const state = randomState()
    ctx.state.session.signingOut = state
    const [postLogoutRedirectUri = ''] = demo.client.post_logout_redirect_uris
    const url = buildEndSessionUrl(config, {
      id_token_hint: identity.idToken,
      client_id: demo.client.client_id,
      post_logout_redirect_uri: postLogoutRedirectUri,
      state,
    })
    seeOther(ctx, url.href)
  })

  router.get(SIGNED_OUT_PATH, (ctx) => {
    const { session } = ctx.state
    if (session.identity) return seeOther(ctx, '/')
    const confirmed = session.signingOut !== undefined && ctx.query['state'] === session.signingOut
    respond(ctx, demo, 'signed-out', { confirmed })
  })
}

const noticeForm = z.looseObject({ logout_token: z.string() })

/** OpenID Connect Back-Channel Logout 1.0: whoever signs out at the provider is signed out here. */
export function noticeRoute(demo: Demo): Router {
  const router = new Router()
  router.post(NOTICE_PATH, bodyParser({ enableTypes: ['form'], formLimit: '8kb' }), async (ctx) => {
    ctx.set('Cache-Control', 'no-store')
    const token = noticeForm.safeParse(ctx.request.body).data?.logout_token
    const ended = token === undefined ? undefined : await demo.readLogoutToken(token)
    if (!ended) {
      ctx.status = 400
      ctx.body = { error: 'invalid_request' }
      return
    }
    demo.sessions.endElsewhere(ended)
    ctx.status = 200
    ctx.body = ''
  })
  return router
}

/** Says once to whoever comes back that they were signed out, whatever they wanted to go on with but a sign-in. */
export const tellEnded =
  (demo: Demo): Middleware<DemoState> =>
  async (ctx, next): Promise<void> => {
    const { session } = ctx.state
    const { endedElsewhere } = session
    delete session.endedElsewhere
    const signsIn =
      ctx.path === CALLBACK_PATH && session.transactions.has(String(ctx.query['state']))
    if (!endedElsewhere || signsIn) return next()
    respond(ctx, demo, 'signed-out', { confirmed: false, endedElsewhere: true })
  }
