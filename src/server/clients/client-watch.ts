import { createClients, type Clients } from '../../clients/index.ts'
import type { Store } from '../../stores/store.ts'
import { type Configuration, ownersOf } from '../config/configuration.ts'
import { listedIn } from './metadata.ts'
import { clientCheckOf } from './client-check.ts'
import {
  createStoredClients,
  type StoredClients,
  type StoredClientsParts,
} from './stored-clients.ts'
import type { Provider } from 'oidc-provider'

/** Milliseconds between two looks at what has changed: what is done on one node holds on all within 10 s. */
const INTERVAL = 5000

export interface ClientWatchParts extends Omit<StoredClientsParts, 'store' | 'isConfigured'> {
  readonly configuration: Configuration
  readonly store: Store
  /** The one that serves. */
  readonly provider: () => Provider
  /** Milliseconds. @default 5000 */
  readonly interval?: number | undefined
}

/** The stored clients of a server, and what is done to them. */
export interface ClientWatch {
  readonly stored: StoredClients
  readonly clients: Clients
  /** Looks now. */
  look(): Promise<void>
  /**
   * Looks, and resolves the configuration as though the clients of the store that are served stood in it: they follow what
   * it says of those that say nothing.
   */
  whole(): Promise<Configuration>
  /** Looks again and again from now on. */
  start(): void
  /** Resolves when no look is under way, and none will be. */
  stop(): Promise<void>
}

export function createClientWatch(parts: ClientWatchParts): ClientWatch {
  const { configuration, store, log, provider, interval = INTERVAL } = parts
  const takenBy = ownersOf(configuration)
  const stored = createStoredClients({
    ...parts,
    store: store.clients,
    isConfigured: (id) => takenBy(id) !== undefined,
  })
  const clients = createClients({
    ...parts,
    store: store.clients,
    holders: store,
    check: clientCheckOf((client) => stored.judge(client), provider),
    takenBy,
  })
  let timer: NodeJS.Timeout | undefined
  let looking: Promise<void> | undefined
  let hasFailed = false

  /** A name mistyped shuts an application out of an API: told once, at the start. */
  function tellUnknown(): void {
    for (const clientId of listedIn(configuration)) {
      if (takenBy(clientId) !== undefined || stored.bornAt(clientId) !== undefined) continue
      log.warn({ clientId }, 'resources list a client that neither configuration nor store has')
    }
  }

  async function attempt(): Promise<void> {
    try {
      if (await stored.look()) await clients.finishRemovals()
      hasFailed = false
    } catch (error) {
      // Once: whoever cannot read the store is told so by everything else too.
      if (!hasFailed) log.error({ err: error }, 'the stored clients cannot be read')
      hasFailed = true
    }
  }
  function look(): Promise<void> {
    looking ??= attempt().finally(() => {
      looking = undefined
    })
    return looking
  }

  return {
    stored,
    clients,
    look,
    async whole() {
      await look()
      return { ...configuration, clients: [...configuration.clients, ...stored.served()] }
    },
    start() {
      tellUnknown()
      timer = setInterval(() => void look(), interval)
      timer.unref()
    },
    async stop() {
      clearInterval(timer)
      await looking
    },
  }
}
