import { fieldOf } from '../../kernel/typing.ts'
import type { EventEmitter } from 'node:events'
import type { KoaContextWithOIDC, Provider } from 'oidc-provider'
import { Counter, type Registry } from 'prom-client'
import { REFUSALS } from '../refusals/tell-refusals.ts'

/** What the protocol's own endpoints grant and refuse. @returns listens to a provider */
export function createProviderMetrics(registry: Registry): (provider: Provider) => void {
  const grants = new Counter({
    name: 'oidc_step_up_grants_total',
    help: 'Tokens that were issued at the token endpoint, by grant type',
    labelNames: ['grant_type'],
    registers: [registry],
  })
  const refusals = new Counter({
    name: 'oidc_step_up_protocol_errors_total',
    help: 'Requests that the protocol refuses, by endpoint and error code',
    labelNames: ['endpoint', 'error'],
    registers: [registry],
  })
  return (provider) => {
    provider.on('grant.success', ({ oidc }: KoaContextWithOIDC) => {
      const grantType: unknown = oidc.params?.['grant_type']
      // The library has served it, so that it is one of those that are registered.
      grants.inc({ grant_type: String(grantType).replace(/^.*:/, '') })
    })
    // Each of these events has a type of its own; all begin with the context and the error.
    const emitter: EventEmitter = provider
    for (const [event, endpoint] of Object.entries(REFUSALS)) {
      emitter.on(event, (_ctx: unknown, error: Error) => {
        refusals.inc({ endpoint, error: codeOf(error) })
      })
    }
  }
}

/** The error code of the protocol (RFC 6749 §4.1.2.1, §5.2), as the library's errors carry it. */
function codeOf(error: Error): string {
  const code: unknown = fieldOf(error, 'error')
  return typeof code === 'string' && /^[a-z_]{1,50}$/.test(code) ? code : 'other'
}
