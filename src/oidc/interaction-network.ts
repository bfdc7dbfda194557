import { fieldOf } from '../kernel/typing.ts'
import { Provider } from 'oidc-provider'
import { around } from './library.ts'
import { NETWORK_KEY } from '../people/index.ts'
import { networkOf } from '../kernel/network.ts'

/**
 * Lets each interaction say from which network it was begun: that of the request in which it is saved for the
 * first time.
 */
export function noteNetwork(provider: Provider): void {
  around(
    provider.Interaction.prototype,
    'save',
    (save) =>
      function saveWithNetwork(...given) {
        if (fieldOf(this, NETWORK_KEY) === undefined) {
          const { ctx } = Provider
          if (ctx) Object.assign(this, { [NETWORK_KEY]: networkOf(ctx.ip) })
        }
        return save(this, ...given)
      },
  )
}
