import type { Provider } from 'oidc-provider'
import { ConfigurationError } from '../faults.ts'
import type { Configuration } from './config/configuration.ts'
import { InvalidConfiguration } from './config/problems.ts'
import type { KeysInUse } from './keys/in-use.ts'
import { unsignable } from './keys/token-signing.ts'

/**
 * Keys that cannot sign what clients and APIs are promised are told at start; the library would say so in a 500 to
 * the first who asks.
 *
 * @throws InvalidConfiguration with everything that is missing
 */
function checkSigning(configuration: Configuration, keys: KeysInUse): void {
  const [first, ...others] = unsignable(configuration, keys)
  if (first) throw new InvalidConfiguration([first, ...others])
}

/**
 * A client whose metadata does not hold is told at start, and not to the first person who needs it.
 *
 * @throws ConfigurationError naming client or API, and the key that is missing
 */
export async function checkClients(
  provider: Provider,
  configuration: Configuration,
  keys: KeysInUse,
): Promise<void> {
  checkSigning(configuration, keys)
  const { clients } = configuration
  for (const [index, metadata] of clients.entries()) {
    const { client_id: id } = metadata
    const path = `clients[${index}] (${id})`
    const client = await provider.Client.find(id).catch((cause: unknown) => {
      throw new ConfigurationError(path, describe(cause), { cause })
    })
    // What a disabled feature would have done is dropped without a word: a token that its operator
    // believes bound or encrypted would be neither.
    const kept = client?.metadata() ?? {}
    const dropped = Object.keys(metadata).find((name) => name !== 'first_party' && !(name in kept))
    if (dropped !== undefined) {
      throw new ConfigurationError(`${path}.${dropped}`, 'is not supported by this server')
    }
  }
}

/** The library says what is wrong in the description; its message is an OAuth error code. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const description: unknown = Reflect.get(error, 'error_description')
  return typeof description === 'string' ? description : error.message
}
