import { Provider } from 'oidc-provider'
import { fieldOf } from '../kernel/typing.ts'
import { around, claimsIn } from './library.ts'

/**
 * A pushed request is bound to the client that pushed it (RFC 9126 §2.2). The library refuses another client's, but has
 * taken over its `state` and `response_mode` by then: whoever finds a `request_uri` in a history or a log could have the
 * other client's `state` sent to an address of its own, and learn that the request is there. To another client it is
 * like one that never was.
 *
 * Call before the provider serves its first request.
 */
export function hidePushedByAnother(provider: Provider): void {
  around(
    provider.PushedAuthorizationRequest,
    'find',
    (find: (self: object, ...given: unknown[]) => Promise<object | undefined>) =>
      async function findOwn(...given) {
        const found = await find(this, ...given)
        const { route, client } = Provider.ctx?.oidc ?? {}
        if (!found || route !== 'authorization' || !client) return found
        // The library writes the issuer of what is pushed unsigned, and holds request objects to it.
        return issuerOf(fieldOf(found, 'request')) === client.clientId ? found : undefined
      },
  )
}

/** What cannot be read is nobody's. */
const issuerOf = (jwt: unknown): unknown =>
  typeof jwt === 'string' ? fieldOf(claimsIn(jwt), 'iss') : undefined
