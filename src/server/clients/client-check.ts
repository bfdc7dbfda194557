import type { Provider } from 'oidc-provider'
import { z } from 'zod'
import { assertNever } from '../../kernel/assert-never.ts'
import type { ClientCheck, ClientMetadata, ClientVerdict } from '../../clients/index.ts'
import { ConfigurationError } from '../../kernel/faults.ts'
import { checkConfiguration } from '../check-configuration.ts'
import { memberIn, type ClientJudge } from '../check-clients.ts'
import { clientSchema } from '../config/clients.ts'
import type { ClientConfiguration, Configuration } from '../config/configuration.ts'
import { problemsOf } from '../config/problems.ts'
import { metadataOf } from './metadata.ts'

export type ParsedClient =
  | { readonly outcome: 'parsed'; readonly client: ClientConfiguration }
  | Extract<ClientVerdict, { outcome: 'refused' }>

/** A stored client as the configuration would have it, presets applied. */
export function parseClient(metadata: ClientMetadata): ParsedClient {
  const { success, data, error } = clientSchema.safeParse(metadata)
  if (success) return { outcome: 'parsed', client: data }
  const [first] = problemsOf(error)
  return {
    outcome: 'refused',
    field: first?.path,
    problem: first?.problem ?? z.prettifyError(error),
  }
}

/** Looks at clients by what judges them in a server that is running. */
export const clientCheckOf =
  (judge: ClientJudge, provider: () => Provider): ClientCheck =>
  async (metadata) => {
    const parsed = parseClient(metadata)
    switch (parsed.outcome) {
      case 'refused':
        return parsed
      case 'parsed': {
        const { client } = parsed
        const found = judge(client)
        if (found) return { outcome: 'refused', field: found.field, problem: found.problem }
        return { outcome: 'fine', needsSecret: needsSecret(provider(), client) }
      }
      default:
        return assertNever(parsed)
    }
  }

/**
 * Looks at clients as a start of the server would that had them in its configuration: for whoever is no server.
 * Each look starts one, on an empty store.
 */
export const clientCheckBy =
  (configuration: Configuration): ClientCheck =>
  async (metadata) => {
    const parsed = parseClient(metadata)
    if (parsed.outcome === 'refused') return parsed
    const { client } = parsed
    const { client_id: id } = client
    const others = configuration.clients.filter(({ client_id: other }) => other !== id)
    try {
      return await checkConfiguration(
        { ...configuration, clients: [...others, client] },
        async ({ provider }): Promise<ClientVerdict> => ({
          outcome: 'fine',
          needsSecret: needsSecret(provider, client),
        }),
      )
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error
      return refusalOf(error, others.length, id)
    }
  }

/** What the start says of `clients[3] (shop).jwks`, of `jwks`. */
function refusalOf(error: ConfigurationError, index: number, id: string): ClientVerdict {
  const own = [`clients[${index}] (${id})`, `clients[${index}]`].find(
    (prefix) => error.path === prefix || error.path.startsWith(`${prefix}.`),
  )
  // The configuration itself does not hold: that is not the client's.
  if (own === undefined) throw error
  const field = error.path.slice(own.length + 1)
  const named = error.cause instanceof ConfigurationError ? error.cause.path : undefined
  const problem = error.message.slice(error.path.length + 2)
  return {
    outcome: 'refused',
    field: named ?? (field === '' ? memberIn(problem) : field),
    problem: named === undefined ? problem : problem.replace(`${named}: `, ''),
  }
}

function needsSecret(provider: Provider, client: ClientConfiguration): boolean {
  const Client = provider.Client as unknown as { needsSecret(metadata: object): boolean }
  return Client.needsSecret(metadataOf(client))
}
