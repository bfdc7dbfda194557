import type { Router } from '@koa/router'
import { buildEndSessionUrl, randomState } from 'openid-client'
import { SIGNED_OUT_PATH } from './client-metadata.ts'
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
