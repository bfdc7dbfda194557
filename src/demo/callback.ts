import type { Router } from '@koa/router'
import { z } from 'zod'
import { plusSeconds } from '../kernel/instant.ts'
import { checkStepUp } from '../kits/relying-party/index.ts'
import { CALLBACK_PATH } from './client-metadata.ts'
import { respondProblem, seeOther, type Demo, type DemoState } from './context.ts'
import { attemptDeed, resumeDeed } from './deed.ts'
import { problemOf } from './problem.ts'
import { arrive } from './round-trip.ts'
import { requirementOf } from './wish.ts'

/** Seconds for which a person may stay at the provider. */
const TRANSACTION_SECONDS = 10 * 60

const answerQuery = z.looseObject({ state: z.string() })

/**
 * Where the provider sends people back. Every failure ends on a page: a new attempt takes a click, so
 * that two sides which disagree cannot send a browser to and fro.
 */
export function callbackRoute(router: Router<DemoState>, demo: Demo): void {
  router.get(CALLBACK_PATH, async (ctx) => {
    const { session } = ctx.state
    const state = answerQuery.safeParse(ctx.query).data?.state
    const transaction = state === undefined ? undefined : session.transactions.get(state)
    const answer = new URL(CALLBACK_PATH + ctx.search, demo.client.client_uri)
    // Only an answer that this very session waits for is used, and once: otherwise a link could sign
    // somebody in to an attacker's account (RFC 6749 §10.12).
    if (state === undefined || !transaction) return resumeDeed(ctx, demo, answer)
    session.transactions.delete(state)
    const { wish, startedAt } = transaction
    if (demo.clock() > plusSeconds(startedAt, TRANSACTION_SECONDS)) {
      return respondProblem(ctx, demo, { code: 'transaction_expired' }, wish)
    }

    const arrival = await arrive(await demo.provider(), answer, state, transaction)
    if (!demo.sessions.isLive(session)) {
      return respondProblem(ctx, demo, { code: 'state_unknown' })
    }
    if (arrival.outcome !== 'identified') {
      return respondProblem(ctx, demo, problemOf(arrival), wish)
    }

    const { identity, accessToken } = arrival
    const requirement = requirementOf(wish, demo.secondFactorAcr)
    const shortfall = checkStepUp(identity.claims, requirement, demo.clock())
    if (shortfall) return respondProblem(ctx, demo, shortfall, wish)
    demo.sessions.signIn(session, identity, accessToken)
    if (wish.kind === 'dangerous') return attemptDeed(ctx, demo, wish.action)
    seeOther(ctx, '/')
  })
}
