import type { RequirementOptions } from './requirement.ts'
import { requestOf, type ResourceServer, type ServedRequest } from './resource-server.ts'

/** What is used of Koa's context. */
export interface KoaContext extends ServedRequest {
  status: number
  body: unknown
  // Koa's own type of it is this wide.
  readonly state: object
  set(headers: Record<string, string>): void
}

/**
 * Koa middleware: goes on with `ctx.state.token` when the token is valid and meets the requirement,
 * and answers the request itself when not. Faults are thrown, with a `status` for Koa.
 *
 * @throws ConfigurationError for a requirement that is wrong in itself
 */
export function requireStepUpInKoa(
  server: ResourceServer,
  requirement?: RequirementOptions,
): (ctx: KoaContext, next: () => Promise<unknown>) => Promise<void> {
  const guard = server.guard(requirement)
  return async (ctx, next) => {
    const authorized = await guard.authorize(requestOf(ctx))
    if (authorized.outcome === 'granted') {
      Object.assign(ctx.state, { token: authorized.token })
      await next()
      return
    }
    const { status, headers, body } = authorized.response
    ctx.status = status
    ctx.set({ ...headers })
    ctx.body = body
  }
}
