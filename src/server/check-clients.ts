import { fieldOf } from '../kernel/typing.ts'
import type { Provider } from 'oidc-provider'
import { ConfigurationError } from '../kernel/faults.ts'
import { OWN_MEMBERS, metadataOf } from './clients/metadata.ts'
import { isClientMetadata } from './config/clients.ts'
import { type ClientConfiguration, type Configuration, refuse } from './config/configuration.ts'
import type { KeysInUse } from './keys/in-use.ts'
import { tokenAlgorithm, unsignable, unsignableFor } from './keys/token-signing.ts'

/** Why a client cannot be served. */
export interface UnservedClient {
  /** The member that is wrong; absent where that is not known. */
  readonly field?: string | undefined
  readonly problem: string
  readonly cause?: unknown
}

/** Says why a client cannot be served; undefined where it can. */
export type ClientJudge = (client: ClientConfiguration) => UnservedClient | undefined

/**
 * What a running server makes of a client: the same as its start makes of those of the configuration. The one place
 * that decides, when a stored one is changed and whenever keys or options are others.
 */
export function clientJudge(
  provider: Provider,
  configuration: Configuration,
  keys: KeysInUse,
): ClientJudge {
  const standard = tokenAlgorithm(configuration, keys)
  return (client) => {
    const [unsigned] = unsignableFor(client, keys, standard)
    if (!unsigned) return problemOfClient(provider, client)
    const field = unsigned.path === '' ? undefined : unsigned.path.slice(1)
    return { field, problem: unsigned.problem }
  }
}

type LibraryClient = new (metadata: object) => { metadata(): Readonly<Record<string, unknown>> }

/** What the library finds wrong with a client, or would leave out of it. */
function problemOfClient(
  provider: Provider,
  client: ClientConfiguration,
): UnservedClient | undefined {
  const Client = provider.Client as unknown as LibraryClient
  let kept: Readonly<Record<string, unknown>>
  try {
    kept = new Client(metadataOf(client)).metadata()
  } catch (cause) {
    const problem = describe(cause)
    if (!(cause instanceof ConfigurationError)) return { field: memberIn(problem), problem, cause }
    return { field: cause.path, problem: problem.slice(cause.path.length + 2), cause }
  }
  // What a disabled feature would have done is dropped without a word: a token that its operator
  // believes bound or encrypted would be neither.
  const dropped = Object.keys(client).find((name) => !OWN_MEMBERS.includes(name) && !(name in kept))
  return dropped === undefined
    ? undefined
    : { field: dropped, problem: 'is not supported by this server' }
}

/**
 * A client whose metadata does not hold is told at start, and not to the first person who needs it. So are keys that
 * cannot sign what clients and APIs are promised: the library would say so in a 500 to the first who asks.
 *
 * @throws ConfigurationError naming client or API, and the key that is missing
 * @throws InvalidConfiguration with everything that is missing
 */
export async function checkClients(
  provider: Provider,
  configuration: Configuration,
  keys: KeysInUse,
): Promise<void> {
  refuse(unsignable(configuration, keys))
  for (const [index, client] of configuration.clients.entries()) {
    const { client_id: id } = client
    const path = `clients[${index}] (${id})`
    const found = problemOfClient(provider, client)
    if (found?.cause !== undefined)
      throw new ConfigurationError(path, describe(found.cause), { cause: found.cause })
    if (found) throw new ConfigurationError(`${path}.${found.field}`, found.problem)
    // What takes another machine to answer: a sector identifier.
    await provider.Client.find(id).catch((cause: unknown) => {
      throw new ConfigurationError(path, describe(cause), { cause })
    })
  }
}

/** The library says what is wrong in the description; its message is an OAuth error code. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const description: unknown = fieldOf(error, 'error_description')
  return typeof description === 'string' ? description : error.message
}

/** The library names the member somewhere in its sentence. */
export const memberIn = (sentence: string): string | undefined =>
  sentence.split(/[^\w#-]+/).find(isClientMetadata)
