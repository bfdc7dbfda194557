import { fieldOf } from '../../kernel/typing.ts'
import type { ClientMetadata } from 'oidc-provider'
import type { ClientConfiguration, Configuration } from '../config/configuration.ts'

/** What this server alone knows of a client; all else is the library's to check and to keep. */
export const OWN_MEMBERS: readonly string[] = ['first_party', 'step_up_preset']

/** What the library is told of a client. */
export const metadataOf = (client: ClientConfiguration): ClientMetadata =>
  Object.fromEntries(
    Object.entries(client).filter(([name]) => !OWN_MEMBERS.includes(name)),
  ) as unknown as ClientMetadata

/** A set of client ids, as far as anybody asks: some of it may be in the store. */
export type ClientIds = Pick<ReadonlySet<string>, 'has'>

/** Where a client is reached, as the library writes it. */
export const addressesOf = (client: object): readonly string[] =>
  ['backchannel_logout_uri', 'jwks_uri']
    .map((name): unknown => fieldOf(client, name))
    .filter((uri) => typeof uri === 'string')
    .map((uri) => new URL(uri).href)

/** Client ids that resources list. */
export const listedIn = ({ resources }: Pick<Configuration, 'resources'>): readonly string[] => [
  ...new Set(resources.flatMap(({ clients = {} }) => Object.keys(clients))),
]
