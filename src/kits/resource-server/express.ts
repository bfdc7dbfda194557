import type { AccessToken } from './access-token.ts'
import {
  requestOf,
  type Authorization,
  type ResourceServer,
  type ServedRequest,
} from './resource-server.ts'
import type { RequirementOptions } from './requirement.ts'

/** What is used of Express's request. */
export interface ExpressRequest extends ServedRequest {}

/** What is used of Express's response. */
export interface ExpressResponse {
  /** `token` is there for the handlers that follow: Express infers it for them. */
  readonly locals: { token: AccessToken }
  status(code: number): unknown
  set(headers: Record<string, string>): unknown
  json(body: unknown): unknown
}

/**
 * Express middleware: goes on with `res.locals.token` when the token is valid and meets the
 * requirement, and answers the request itself when not. Faults go to `next`, with a `status` for
 * Express.
 *
 * @throws ConfigurationError for a requirement that is wrong in itself
 */
export function requireStepUpInExpress(
  server: ResourceServer,
  requirement?: RequirementOptions,
): (
  request: ExpressRequest,
  response: ExpressResponse,
  next: (error?: unknown) => void,
) => Promise<void> {
  const guard = server.guard(requirement)
  return async (request, response, next) => {
    let authorized: Authorization
    try {
      authorized = await guard.authorize(requestOf(request))
    } catch (error) {
      next(error)
      return
    }
    if (authorized.outcome === 'granted') {
      response.locals.token = authorized.token
      next()
      return
    }
    const { status, headers, body } = authorized.response
    response.status(status)
    response.set({ ...headers })
    response.json(body)
  }
}
