import type { Router } from '@koa/router'
import type { ParameterizedContext } from 'koa'
import type { Configuration } from 'openid-client'
import type { Clock } from '../kernel/instant.ts'
import type { ApiState } from './api.ts'
import type { DemoClientMetadata } from './client-metadata.ts'
import { spanOf } from './identity-model.ts'
import type { Pages, RenderPage } from './pages.ts'
import { PROBLEMS, type Problem } from './problem.ts'
import type { Session, SessionStore } from './session.ts'
import type { ReadLogoutToken, StepUp } from '../kits/relying-party/index.ts'
import type { DangerousAction, Wish } from './wish.ts'

/** What the routes work with. */
export interface Demo {
  readonly issuer: URL
  readonly client: DemoClientMetadata
  readonly secondFactorAcr: string
  readonly sessions: SessionStore
  readonly render: RenderPage
  readonly clock: Clock
  /** Rejects while the provider cannot be reached. */
  readonly provider: () => Promise<Configuration>
  /** Does what is dangerous. */
  readonly api: Router<ApiState>
  readonly stepUp: StepUp<DangerousAction>
  readonly readLogoutToken: ReadLogoutToken
}

export interface DemoState {
  session: Session
}

export type DemoContext = ParameterizedContext<DemoState>

export function respond<Name extends keyof Pages>(
  ctx: DemoContext,
  demo: Demo,
  name: Name,
  model: Pages[Name],
): void {
  ctx.type = 'html'
  ctx.set('Cache-Control', 'no-store')
  ctx.body = demo.render(name, model)
}

/** Tells what happened. `wish` is what can be tried once more, by hand. */
export function respondProblem(ctx: DemoContext, demo: Demo, problem: Problem, wish?: Wish): void {
  const { status, title, text } = PROBLEMS[problem.code]
  ctx.status = status
  respond(ctx, demo, 'problem', {
    code: problem.code,
    title,
    text,
    facts: factsOf(problem),
    ...(wish && { retry: { csrf: ctx.state.session.csrf, ...retryOf(wish) } }),
  })
}

/** 303, so that a form is never sent on to where it leads. */
export function seeOther(ctx: DemoContext, href: string): void {
  ctx.status = 303
  ctx.redirect(href)
}

export const SIGN_IN_PATHS = {
  sign_in: '/sign-in',
  sign_in_two_factors: '/sign-in/two-factors',
  dangerous: '/dangerous',
} as const satisfies Record<Wish['kind'], string>

const retryOf = (wish: Wish) => ({
  action: SIGN_IN_PATHS[wish.kind],
  ...(wish.kind === 'dangerous' && { dangerous: wish.action }),
})

function factsOf(problem: Problem): { label: string; value: string }[] {
  if ('detail' in problem) return [{ label: 'For the developer', value: problem.detail }]
  if (problem.code === 'acr_other') {
    return [
      { label: 'Asked for', value: problem.wanted.join(', ') },
      { label: 'Got', value: problem.got ?? 'no acr at all' },
    ]
  }
  if (problem.code === 'auth_time_old') {
    return [
      { label: 'Age of the proof', value: spanOf(problem.seconds) },
      { label: 'Allowed', value: spanOf(problem.limit) },
    ]
  }
  return []
}
