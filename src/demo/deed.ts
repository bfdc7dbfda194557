import type { ResumeOutcome, RunOutcome, StepUpRefusal } from '../kits/relying-party/index.ts'
import { assertNever } from '../kernel/typing.ts'
import { DEEDS_PATH } from './api.ts'
import { respondProblem, seeOther, type Demo, type DemoContext } from './context.ts'
import { identityOf } from './identity.ts'
import { describeError, problemOf, type Problem } from './problem.ts'
import { rememberDeed } from './session.ts'
import type { DangerousAction, Wish } from './wish.ts'

/** Seconds before the API counts as out. It asks the provider in turn. */
const TIMEOUT = 10

/** The session ended while its answer was on the way: it must not act any more. */
class SessionEnded extends Error {}

class ApiUnreachable extends Error {}

/** Does it with the token at hand; where the API wants a step-up, the browser goes to the provider. */
export async function attemptDeed(
  ctx: DemoContext,
  demo: Demo,
  action: DangerousAction,
): Promise<void> {
  const { key, identity, accessToken = '' } = ctx.state.session
  let ran: RunOutcome<Response>
  try {
    ran = await demo.stepUp.run({
      action,
      session: key,
      subject: identity?.sub ?? '',
      perform: () => callApi(demo, action, accessToken),
    })
  } catch (error) {
    return respondProblem(ctx, demo, failureOf(error, demo), wishOf(action))
  }
  if (ran.outcome === 'step_up') return seeOther(ctx, ran.url.href)
  conclude(ctx, demo, action, ran.response)
}

/** The way back from the provider: the step-up is checked, and the deed done with the new token. */
export async function resumeDeed(ctx: DemoContext, demo: Demo, answer: URL): Promise<void> {
  const { session } = ctx.state
  let resumed: ResumeOutcome<DangerousAction, Response>
  try {
    resumed = await demo.stepUp.resume(answer, {
      session: session.key,
      subject: session.identity?.sub ?? '',
      perform: (action, { tokens, claims }) => {
        if (!demo.sessions.isLive(session)) throw new SessionEnded()
        const identity = identityOf(claims, tokens.id_token ?? '')
        demo.sessions.signIn(session, identity, tokens.access_token)
        return callApi(demo, action, tokens.access_token)
      },
    })
  } catch (error) {
    return respondProblem(ctx, demo, failureOf(error, demo))
  }
  if (resumed.outcome === 'answered') {
    return conclude(ctx, demo, resumed.action, resumed.response)
  }
  if (resumed.outcome === 'unknown') return respondProblem(ctx, demo, { code: 'state_unknown' })
  respondProblem(ctx, demo, resumeProblem(resumed), wishOf(resumed.action))
}

async function callApi(
  { client }: Demo,
  action: DangerousAction,
  accessToken: string,
): Promise<Response> {
  try {
    return await fetch(new URL(`${DEEDS_PATH}/${action}`, client.client_uri), {
      method: 'POST',
      headers: { Authorization: `Bearer ${accessToken}` },
      signal: AbortSignal.timeout(TIMEOUT * 1000),
    })
  } catch (cause) {
    throw new ApiUnreachable('the API does not answer', { cause })
  }
}

/** What the API's answer means, once it wants no step-up. */
function conclude(
  ctx: DemoContext,
  demo: Demo,
  action: DangerousAction,
  { ok, status }: Response,
): void {
  const { session } = ctx.state
  if (ok && session.identity) {
    rememberDeed(session, { action, at: demo.clock(), identity: session.identity })
    return seeOther(ctx, '/done')
  }
  // The token has expired or was revoked, and a step-up cannot mend that.
  if (status === 401) {
    return respondProblem(ctx, demo, { code: 'token_refused' }, { kind: 'sign_in' })
  }
  const detail = `POST ${DEEDS_PATH}/${action}: ${status}`
  const code = status === 503 ? 'api_unavailable' : 'api_refused'
  respondProblem(ctx, demo, { code, detail }, wishOf(action))
}

const wishOf = (action: DangerousAction): Wish => ({ kind: 'dangerous', action })

function failureOf(error: unknown, { issuer }: Demo): Problem {
  if (error instanceof SessionEnded) return { code: 'state_unknown' }
  const detail = describeError(error)
  return error instanceof ApiUnreachable
    ? { code: 'api_unavailable', detail }
    : { code: 'provider_unreachable', detail: `${issuer.href}: ${detail}` }
}

type Failed = Exclude<
  ResumeOutcome<DangerousAction, Response>,
  { outcome: 'answered' } | { outcome: 'unknown' }
>

function resumeProblem(resumed: Failed): Problem {
  switch (resumed.outcome) {
    case 'expired':
      return { code: 'transaction_expired' }
    case 'declined':
      return problemOf({ ...resumed, outcome: 'refused' })
    case 'invalid':
      return problemOf(resumed)
    case 'unavailable':
      return { code: 'provider_unreachable', detail: describeError(resumed.cause) }
    case 'step_up_refused':
      return refusalProblem(resumed.reason)
    default:
      return assertNever(resumed)
  }
}

const refusalProblem = (reason: StepUpRefusal): Problem =>
  reason.code === 'challenged_again' ? { code: 'challenged_again' } : reason
