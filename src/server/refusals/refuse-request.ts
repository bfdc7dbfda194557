import type { Context } from 'koa'
import type { Provider } from 'oidc-provider'
import type { RenderPage } from '../../pages/pages.ts'
import { renderFailure } from '../error-page.ts'
import { printable } from './describe-refusal.ts'
import { REFUSALS, type TellRefusal } from './tell-refusals.ts'

/** Answers `invalid_request` in these words, with this status. */
export type RefuseRequest = (ctx: Context, status: number, flaw: string) => void

/**
 * For what is wrong with a request before the library has it: a page for people, and JSON for programs, as the library
 * tells one from the other; and a line in the log where it was for an endpoint of the protocol.
 */
export function createRefuseRequest(
  provider: Provider,
  render: RenderPage,
  tellRefusal: TellRefusal,
): RefuseRequest {
  const endpoints = new Map(
    Object.values(REFUSALS).map((name) => [provider.pathFor(name).toLowerCase(), name]),
  )
  return (ctx, status, flaw) => {
    const detail = { error: 'invalid_request', description: printable(flaw) }
    const endpoint = endpoints.get(ctx.path.toLowerCase())
    if (endpoint) tellRefusal(ctx, { endpoint, ...detail })
    if (ctx.accepts('json', 'html') === 'html') {
      renderFailure(render, ctx, status, 'request_invalid', detail)
      return
    }
    ctx.status = status
    ctx.set('Cache-Control', 'no-store')
    ctx.body = { error: detail.error, error_description: detail.description }
  }
}
