import { Router } from '@koa/router'
import { z } from 'zod'
import type { Configuration } from 'openid-client'
import {
  SIGN_IN_PATHS,
  respond,
  respondProblem,
  seeOther,
  type Demo,
  type DemoContext,
  type DemoState,
} from './context.ts'
import { identityModel, timeModel } from './identity-model.ts'
import { describeError } from './problem.ts'
import { attemptDeed } from './deed.ts'
import { depart } from './round-trip.ts'
import type { Deed } from './session.ts'
import { signOutRoutes } from './sign-out.ts'
import { callbackRoute } from './callback.ts'
import { DANGEROUS_ACTIONS, isDangerousAction, requirementOf, type Wish } from './wish.ts'

const dangerousForm = z.looseObject({ action: z.string().optional() })

export function createRoutes(demo: Demo): Router<DemoState> {
  const router = new Router<DemoState>()
  pageRoutes(router, demo)

  router.post(SIGN_IN_PATHS.sign_in, (ctx) => leave(ctx, demo, { kind: 'sign_in' }))
  router.post(SIGN_IN_PATHS.sign_in_two_factors, (ctx) =>
    leave(ctx, demo, { kind: 'sign_in_two_factors' }),
  )
  router.post(SIGN_IN_PATHS.dangerous, async (ctx) => {
    const action = dangerousForm.safeParse(ctx.request.body).data?.action
    if (!isDangerousAction(action)) return respondProblem(ctx, demo, { code: 'action_unknown' })
    if (ctx.state.session.identity) return attemptDeed(ctx, demo, action)
    // Whose deed it is comes first; the wish waits.
    await leave(ctx, demo, { kind: 'dangerous', action })
  })
  callbackRoute(router, demo)
  signOutRoutes(router, demo)
  return router
}

function pageRoutes(router: Router<DemoState>, demo: Demo): void {
  const { secondFactorAcr, clock } = demo

  router.get('/', (ctx) => {
    const { csrf, identity } = ctx.state.session
    respond(ctx, demo, 'home', {
      csrf,
      ...(identity && { identity: identityModel(identity, secondFactorAcr, clock()) }),
      actions: Object.entries(DANGEROUS_ACTIONS).flatMap(([name, { label }]) =>
        isDangerousAction(name) ? [{ name, label }] : [],
      ),
    })
  })

  router.get('/claims', (ctx) => {
    const { csrf, identity } = ctx.state.session
    if (!identity) return seeOther(ctx, '/')
    respond(ctx, demo, 'claims', {
      csrf,
      identity: identityModel(identity, secondFactorAcr, clock()),
      json: JSON.stringify(identity.claims, undefined, 2),
    })
  })

  router.get('/done', (ctx) => {
    const { csrf, deeds } = ctx.state.session
    const [latest, ...earlier] = deeds
    if (!latest) return seeOther(ctx, '/')
    respond(ctx, demo, 'done', {
      csrf,
      deed: deedModel(latest),
      // As it was when the thing was done: that proof allowed it, no later one.
      identity: identityModel(latest.identity, secondFactorAcr, latest.at),
      earlier: earlier.map(deedModel),
    })
  })
}

const deedModel = ({ action, at }: Deed) => ({
  done: DANGEROUS_ACTIONS[action].done,
  at: timeModel(at),
})

/** Remembers the wish under a new `state` and sends the browser to the provider. */
async function leave(ctx: DemoContext, demo: Demo, wish: Wish): Promise<void> {
  let config: Configuration
  try {
    config = await demo.provider()
  } catch (error) {
    const detail = `${demo.issuer.href}: ${describeError(error)}`
    return respondProblem(ctx, demo, { code: 'provider_unreachable', detail }, wish)
  }
  const [redirectUri = ''] = demo.client.redirect_uris
  const requirement = requirementOf(wish, demo.secondFactorAcr)
  const { url, state, transaction } = await depart(
    config,
    redirectUri,
    wish,
    requirement,
    demo.clock(),
  )
  ctx.state.session.transactions.set(state, transaction)
  seeOther(ctx, url.href)
}
