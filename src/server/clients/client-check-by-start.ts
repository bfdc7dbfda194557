import type { ClientCheck, ClientVerdict } from '../../clients/index.ts'
import { ConfigurationError } from '../../kernel/faults.ts'
import { checkConfiguration } from '../check-configuration.ts'
import { memberIn } from '../check-clients.ts'
import type { Configuration } from '../config/configuration.ts'
import { needsSecret, parseClient } from './client-check.ts'

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
