import { listedIn } from './metadata.ts'
import { assertNever } from '../../kernel/typing.ts'
import { ConfigurationError, Fault } from '../../kernel/faults.ts'
import { systemClock } from '../../kernel/instant.ts'
import { createSealer } from '../../stores/sealing.ts'
import { peekLayout, type PeekedLayout } from '../../stores/sqlite/peek.ts'
import type { Store } from '../../stores/store.ts'
import { clientJudge } from '../check-clients.ts'
import { checkConfiguration } from '../check-configuration.ts'
import { type ClientConfiguration, type Configuration, ownersOf } from '../config/configuration.ts'
import { keysAt, keysInUse } from '../keys/in-use.ts'
import { createLogger } from '../logger.ts'
import { openStore, tlsOf } from '../open-store.ts'
import { createStoredClients, type StoredClientsReport } from './stored-clients.ts'

/** What a configuration makes of the clients in its store. */
export type StoredClientsCheck =
  | {
      readonly outcome: 'checked'
      readonly clients: number
      /** Why each of these would be refused, by its id. */
      readonly unserved: ReadonlyMap<string, string>
      /** Client ids that resources list and nobody has. */
      readonly unknownInResources: readonly string[]
      /** The others, each with its current secret. */
      readonly served: readonly ClientConfiguration[]
    }
  /** The store is not there, is out of reach, or would be changed by being opened. */
  | { readonly outcome: 'not_checked'; readonly reason: string }

/** Looks with the eyes of a server that starts with this configuration; nothing is changed. */
export async function checkStoredClients(
  configuration: Configuration,
): Promise<StoredClientsCheck> {
  let store: Store
  try {
    const reason = notOpened(await layoutOf(configuration))
    if (reason !== undefined) return { outcome: 'not_checked', reason }
    store = await openStore(configuration, { mustExist: true })
  } catch (error) {
    if (!(error instanceof Fault || error instanceof ConfigurationError)) throw error
    return { outcome: 'not_checked', reason: error.message }
  }
  try {
    return await look(configuration, store)
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'store_unavailable') throw error
    return { outcome: 'not_checked', reason: error.message }
  } finally {
    await store.close()
  }
}

async function look(configuration: Configuration, store: Store): Promise<StoredClientsCheck> {
  let report: StoredClientsReport = { clients: 0, unserved: new Map() }
  const takenBy = ownersOf(configuration)
  const stored = createStoredClients({
    store: store.clients,
    sealer: createSealer(keysAt(configuration.keys.sealing, systemClock())),
    clock: systemClock,
    log: createLogger({ level: 'silent' }),
    isConfigured: (id) => takenBy(id) !== undefined,
    onReport: (latest) => {
      report = latest
    },
  })
  await checkConfiguration(configuration, ({ provider }) =>
    stored.serve(
      clientJudge(provider, configuration, keysInUse(configuration.keys, systemClock())),
    ),
  )
  const known = (id: string): boolean =>
    takenBy(id) !== undefined || stored.bornAt(id) !== undefined
  const unknownInResources = listedIn(configuration).filter((id) => !known(id))
  return { outcome: 'checked', ...report, unknownInResources, served: stored.served() }
}

/** Redis is carried over by a command, and opened as it is. */
async function layoutOf({ store, postgres }: Configuration): Promise<PeekedLayout> {
  if (store.kind === 'sqlite') return peekLayout(store.path)
  if (store.kind === 'redis') return 'current'
  const { peekPostgresLayout } = await import('../../stores/postgres/peek.ts')
  return peekPostgresLayout({ url: store.url.reveal(), tls: tlsOf('postgres', postgres) })
}

function notOpened(layout: PeekedLayout): string | undefined {
  switch (layout) {
    case 'none':
      return 'there is no store yet'
    case 'older':
      return 'the store has the layout of an older version; the next start brings it up to date'
    case 'newer':
      return 'the store has the layout of a newer version'
    case 'unreadable':
      return 'the store cannot be read'
    case 'current':
      return undefined
    default:
      return assertNever(layout)
  }
}
