import { Provider } from 'oidc-provider'
import { networkOf } from '../kernel/network.ts'

/** In an interaction's payload. Stores bound by it what strangers begin; see `StoreLimits`. */
export const NETWORK_KEY = 'network'

/**
 * Lets each interaction say from which network it was begun: that of the request in which it is saved for the
 * first time.
 */
export function noteNetwork(provider: Provider): void {
  const { prototype } = provider.Interaction
  const save = Reflect.get(prototype, 'save')
  prototype.save = function saveWithNetwork(this: typeof prototype, ttl: number) {
    if (Reflect.get(this, NETWORK_KEY) === undefined) {
      const { ctx } = Provider
      if (ctx) Object.assign(this, { [NETWORK_KEY]: networkOf(ctx.ip) })
    }
    return save.call(this, ttl)
  }
}
