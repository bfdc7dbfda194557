import { randomUUID } from 'node:crypto'
import type { Context } from 'koa'
import type { ErrorOut, KoaContextWithOIDC } from 'oidc-provider'
import type { RenderPage } from '../pages/pages.ts'
import type { Link, MessageCode } from '../pages/parts.ts'
import { homeOf, show } from '../web/index.ts'
import { passes, setRetryAfter } from './outage.ts'
import { describeRefusal } from './refusals/describe-refusal.ts'

const waysHome = (ctx: Context): readonly Link[] => [{ code: 'home', href: homeOf(ctx) }]

/** Whoever wanted to sign out can still do so where the application's request was wrong. */
const waysOut = ({ oidc }: KoaContextWithOIDC): readonly Link[] =>
  oidc.route === 'end_session'
    ? [{ code: 'sign_out', href: oidc.provider.pathFor('end_session') }]
    : []

/** An error of the protocol that cannot be sent to a relying party. */
export function renderProviderError(
  render: RenderPage,
  ctx: KoaContextWithOIDC,
  out: ErrorOut,
  error: Error,
): void {
  if (passes(error)) {
    setRetryAfter(ctx)
    renderFailure(render, ctx, 503, 'unavailable')
    return
  }
  const detail = { error: out.error, description: describeRefusal(error, ctx) }
  const gone = error.name === 'SessionNotFound'
  const internal = out.error === 'server_error'
  show({ render }, ctx, 'message', {
    code: gone ? 'interaction_expired' : internal ? 'internal' : 'request_invalid',
    reference: referenceOf(ctx),
    ...(internal || gone ? {} : { detail }),
    links: [...waysOut(ctx), ...waysHome(ctx)],
  })
}

export function renderFailure(
  render: RenderPage,
  ctx: Context,
  status: number,
  code: MessageCode,
  detail?: { readonly error: string; readonly description: string },
): void {
  ctx.status = status
  show({ render }, ctx, 'message', {
    code,
    reference: referenceOf(ctx),
    ...(detail ? { detail } : {}),
    links: waysHome(ctx),
  })
}

/** What a person quotes and an operator finds in the logs. */
export function referenceOf(ctx: Context): string {
  const known: unknown = ctx.state['requestId']
  return typeof known === 'string' ? known : randomUUID()
}
