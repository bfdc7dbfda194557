import type { Provider } from 'oidc-provider'
import { z } from 'zod'
import { assertNever } from '../../kernel/typing.ts'
import type { ClientCheck, ClientMetadata, ClientVerdict } from '../../clients/index.ts'
import { type ClientJudge } from '../check-clients.ts'
import { clientSchema } from '../config/clients.ts'
import type { ClientConfiguration } from '../config/configuration.ts'
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

export function needsSecret(provider: Provider, client: ClientConfiguration): boolean {
  const Client = provider.Client as unknown as { needsSecret(metadata: object): boolean }
  return Client.needsSecret(metadataOf(client))
}
