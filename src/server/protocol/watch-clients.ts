import type { Middleware } from 'koa'
import type { AdapterFactory, Provider } from 'oidc-provider'
import type { Logger } from 'pino'
import type { Clock } from '../../kernel/instant.ts'
import type { Aftermath } from '../aftermath.ts'
import { BODY } from '../request-shape.ts'
import { takeEmptySecrets, watchUnencodedSecrets } from './basic-credentials.ts'
import { watchUnprotectedCodes } from './unprotected-codes.ts'

export interface WatchParts {
  readonly store: { readonly adapter: AdapterFactory }
  readonly clock: Clock
  readonly log: Pick<Logger, 'warn'>
}

/**
 * Tells the log what clients do that works badly, or for now alone, and answers for what can be forgiven: to stand
 * before the provider's own routes.
 */
export function watchClients(
  provider: Provider,
  { store, clock, log }: WatchParts,
  aftermath: Pick<Aftermath, 'run'>,
): Middleware {
  const later = (work: () => Promise<void>): void => aftermath.run(work)
  watchUnprotectedCodes(provider, { adapter: store.adapter, clock, log, later })
  watchUnencodedSecrets(provider, { log, later })
  return takeEmptySecrets(provider, BODY)
}
