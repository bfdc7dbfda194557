import { fieldOf } from '../kernel/typing.ts'
import type { EventEmitter } from 'node:events'
import type { Context } from 'koa'
import type { Provider } from 'oidc-provider'
import { tellOutages } from './outage.ts'
import { tellRefusals, type TellRefusal } from './refusals/tell-refusals.ts'
import type { ServiceParts } from './service-parts.ts'
import { tellAudience } from './userinfo-audience.ts'
import { failureLog, requestIdOf } from './logger.ts'

/**
 * What becomes of an error that the library answers: counted and logged, and said in words that help whoever gets it.
 *
 * @returns what tells of a request that was refused before the library had it
 */
export function tellErrors(
  provider: Provider,
  parts: Pick<ServiceParts, 'configuration' | 'log' | 'metrics' | 'clock'>,
): TellRefusal {
  const { configuration, log, metrics, clock } = parts
  const logFailure = failureLog(log, 'request failed')
  const onFailure = (ctx: Context | undefined, error: Error): void => {
    metrics?.onFailure(error)
    logFailure(error, ctx)
  }
  provider.on('server_error', onFailure)
  // What nothing answers any more. Koa would print all of it, with the message as it came.
  const app: EventEmitter = provider
  app.on('error', (error: Error, ctx?: Context) => {
    if (isBroken(error)) {
      log.info({ requestId: requestIdOf(ctx), err: error }, 'a request broke off')
    } else onFailure(ctx, error)
  })
  tellOutages(provider)
  const tellRefusal = tellRefusals(provider, log, clock)
  // It answers with another error than the library's, so that it has the last word.
  tellAudience(provider, configuration.resources)
  return tellRefusal
}

/** The connection ended, or what came by it is not HTTP: strangers do so at will. */
const isBroken = (error: Error): boolean =>
  /^(?:HPE_|ECONN|EPIPE$|ERR_STREAM_)/.test(String(fieldOf(error, 'code')))
