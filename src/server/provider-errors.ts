import type { Provider } from 'oidc-provider'
import { tellOutages } from './outage.ts'
import type { ServiceParts } from './service.ts'
import { tellAudience } from './userinfo-audience.ts'

/** What becomes of an error that the library answers: counted and logged, and said in words that help whoever gets it. */
export function tellErrors(
  provider: Provider,
  { configuration, log, metrics }: Pick<ServiceParts, 'configuration' | 'log' | 'metrics'>,
): void {
  provider.on('server_error', (ctx, error) => {
    metrics?.onFailure(error)
    log.error({ requestId: ctx.state['requestId'], err: error }, 'request failed')
  })
  tellOutages(provider)
  tellAudience(provider, configuration.resources)
}
