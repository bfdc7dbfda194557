import { dateOf, type Instant } from '../kernel/instant.ts'
import type { ClientSheet } from '../clients/index.ts'
import type { Configuration } from '../server/config/configuration.ts'
import type { Store } from '../stores/store.ts'

/** What its operator should know of a client that is served, in sentences. */
export type Advise = (client: ClientSheet) => Promise<readonly string[]>

/** By its metadata, and by what the servers have noticed. */
export const adviseBy =
  (configuration: Configuration, store: Store): Advise =>
  async ({ id, metadata }) => {
    const { parseClient } = await import('../server/clients/client-check.ts')
    const { adviceOn } = await import('../server/protocol/client-advice.ts')
    const { lastUnprotected } = await import('../server/protocol/unprotected-codes.ts')
    const parsed = parseClient({ ...metadata, client_id: id })
    if (parsed.outcome === 'refused') return []
    const seen = await lastUnprotected(store.adapter, id)
    return [
      ...adviceOn(parsed.client, configuration).map(({ advice }) => advice),
      ...(seen === undefined
        ? []
        : [`sent neither PKCE nor nonce at ${dateOf((seen * 1000) as Instant).toISOString()}`]),
    ]
  }
