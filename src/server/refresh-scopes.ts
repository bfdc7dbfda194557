import { Provider } from 'oidc-provider'
import { around } from '../oidc/library.ts'
import type { Configuration } from './config/configuration.ts'

/**
 * Leaves out of a refresh request the scopes that nobody here understands, as they were left out of the authorization request
 * (OpenID Connect Core 1.0 §3.1.2.1: what is not understood is ignored). Many libraries send the scope that they are configured
 * with each time, and the library refuses what the refresh token was not issued with (RFC 6749 §6): people would sign in, and be
 * signed out by the first refresh. What is understood and was not granted is refused as before, and a scope of which nothing is
 * left stays, because without one all that was granted would be given.
 *
 * Call once, before the provider serves its first request.
 *
 * @param own the scopes of the provider itself
 */
export function ignoreUnknownScopes(
  provider: Provider,
  own: readonly string[],
  { resources }: Pick<Configuration, 'resources'>,
): void {
  const understood = new Set([...own, ...resources.flatMap(({ scopes }) => scopes)])
  // The library looks for the token when it knows the client, and compares the scopes after that.
  around(
    provider.RefreshToken,
    'find',
    (find) =>
      function findForScopes(...parts) {
        const { route, params } = Provider.ctx?.oidc ?? {}
        const scope: unknown = params?.['scope']
        if (route === 'token' && params && typeof scope === 'string') {
          const known = scope.split(' ').filter((name) => understood.has(name))
          if (known.length > 0) params['scope'] = known.join(' ')
        }
        return find(this, ...parts)
      },
  )
}
