import { Router } from '@koa/router'
import {
  createResourceServer,
  requireStepUpInKoa,
  type AccessToken,
  type RequirementOptions,
} from '../kits/resource-server/index.ts'
import type { Clock } from '../kernel/instant.ts'
import type { DemoClientMetadata } from './client-metadata.ts'
import { DANGEROUS_ACTIONS, isDangerousAction } from './wish.ts'

export interface DemoApiOptions {
  readonly issuer: string
  readonly client: DemoClientMetadata
  readonly secondFactorAcr: string
  readonly clock: Clock
}

export interface ApiState {
  token: AccessToken
}

export const DEEDS_PATH = '/api/deeds'

/** Seconds for which a second factor counts as recent enough for something dangerous. */
const MAX_AGE = 5 * 60

/**
 * The API that does what is dangerous. It knows nobody's session: a token is all it sees, and what it
 * wants it says in its challenge.
 */
export function createDemoApi(options: DemoApiOptions): Router<ApiState> {
  const { issuer, client, secondFactorAcr, clock } = options
  const { client_id: clientId, client_secret: clientSecret } = client
  const server = createResourceServer({
    issuer,
    audience: new URL('/api', client.client_uri).href,
    // The provider's tokens for the demo are opaque and name no audience: they are taken because they
    // are the demo's own.
    introspection: { clientId, clientSecret, clients: [clientId] },
    clock,
  })
  const requirement: RequirementOptions = { acrValues: [secondFactorAcr], maxAge: MAX_AGE }
  const router = new Router<ApiState>()
  router.post(`${DEEDS_PATH}/:action`, requireStepUpInKoa(server, requirement), (ctx) => {
    const { action } = ctx.params
    if (!isDangerousAction(action)) return
    ctx.body = { done: DANGEROUS_ACTIONS[action].done, by: ctx.state.token.subject }
  })
  return router
}
