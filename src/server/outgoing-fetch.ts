import type { Configuration as ProviderConfiguration } from 'oidc-provider'
import { addressesOf } from './clients/metadata.ts'
import type { StoredClients } from './clients/stored-clients.ts'
import type { ClientConfiguration } from './config/configuration.ts'

type Fetch = NonNullable<ProviderConfiguration['fetch']>

/** Milliseconds that an application has to answer a logout token; the library gives everything half of that. */
const LOGOUT_PATIENCE = 5000

/**
 * How the library reaches other machines. It refuses addresses in private networks, which is right
 * where strangers register clients; where a client takes logout tokens and where its keys are is the
 * operator's own configuration, and the application behind it mostly stands in the same network.
 * Redirects are followed nowhere.
 */
export function outgoingFetch(
  clients: readonly ClientConfiguration[],
  stored: Pick<StoredClients, 'areReachedAt'>,
): Fetch {
  const addresses = new Set(clients.flatMap(addressesOf))
  return async (input, init) => {
    const toldOf = isLogout(init?.body)
    const options = {
      ...init,
      redirect: 'manual' as const,
      ...(toldOf ? { signal: AbortSignal.timeout(LOGOUT_PATIENCE) } : {}),
    }
    const isOurs = typeof input === 'string' && (addresses.has(input) || stored.areReachedAt(input))
    if (!isOurs) return fetch(input, options)
    const { dispatcher: _, ...unguarded } = { dispatcher: undefined, ...options }
    const response = await fetch(input, unguarded)
    // Nobody reads what it says beside its status, and an answer that never ends would hold its connection.
    if (toldOf && response.ok) await response.body?.cancel()
    return response
  }
}

const isLogout = (body: unknown): boolean =>
  body instanceof URLSearchParams && body.has('logout_token')
