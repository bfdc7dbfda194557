import { fieldOf } from '../kernel/typing.ts'
import type {
  AsymmetricSigningAlgorithm,
  Client,
  Configuration as ProviderConfiguration,
} from 'oidc-provider'
import { ConfigurationError } from '../kernel/faults.ts'
import type { ResourceConfiguration } from './config/configuration.ts'
import type { TokenAlgorithm } from './keys/algorithms.ts'
import { isFapi2 } from './protocol/client-options.ts'

type Formats = NonNullable<ProviderConfiguration['formats']>
type ClientMetadata = NonNullable<ProviderConfiguration['extraClientMetadata']>

/** The API that a client's tokens are for where a request names none: some libraries cannot send `resource`. */
const DEFAULT_RESOURCE = 'default_resource'

/**
 * What a client may ask an API for; undefined: nothing. A client's own `scope` knows no API's scopes, so
 * that the API lists its clients.
 */
export function scopesFor(
  { scopes, clients }: ResourceConfiguration,
  clientId: string,
): readonly string[] | undefined {
  if (!clients) return scopes
  return Object.hasOwn(clients, clientId) ? clients[clientId] : undefined
}

/** FAPI 2.0 Security Profile §5.4.1: no JWT for such a client is signed with RS256, whatever API it is for. */
export function accessTokenAlgorithm(
  { accessTokenSigning }: ResourceConfiguration,
  client: Client,
  standard: TokenAlgorithm,
): AsymmetricSigningAlgorithm {
  // Its keys were looked at when it was loaded.
  if (isFapi2(client)) return client.idTokenSignedResponseAlg as AsymmetricSigningAlgorithm
  return accessTokenSigning ?? standard
}

/**
 * The API of a request that names none.
 *
 * @param oneOf where several were granted, and a token is for one
 */
export function defaultResourceOf(
  client: object,
  oneOf?: readonly string[],
): string | string[] | undefined {
  const own: unknown = fieldOf(client, DEFAULT_RESOURCE)
  return typeof own === 'string' && (!oneOf || oneOf.includes(own)) ? own : oneOf && [...oneOf]
}

/**
 * Refuses a default that every request of the client would fail by, `resource` or not.
 *
 * @param known what else clients have of ours
 */
export function resourceMetadata(
  resources: readonly ResourceConfiguration[],
  known: ClientMetadata,
): ClientMetadata {
  return {
    properties: [...(known.properties ?? []), DEFAULT_RESOURCE],
    validator(ctx, key, value, metadata) {
      if (key !== DEFAULT_RESOURCE) known.validator?.(ctx, key, value, metadata)
      else if (value !== undefined) refuseUnknown(resources, value, metadata.client_id)
    },
  }
}

function refuseUnknown(
  resources: readonly ResourceConfiguration[],
  value: unknown,
  clientId: string,
): void {
  const open = resources
    .filter((api) => scopesFor(api, clientId) !== undefined)
    .map(({ identifier }) => identifier)
  if (open.some((identifier) => identifier === value)) return
  const problem = `expected one of the resources that this client may ask for: ${open.join(', ') || 'none'}`
  throw new ConfigurationError(DEFAULT_RESOURCE, problem)
}

/** Writes the `typ` that an API wants (RFC 9068 §2.1 has `at+jwt`, which the library writes). */
export function accessTokenFormats(resources: readonly ResourceConfiguration[]): Formats {
  const others = new Map(
    resources.flatMap(({ identifier, typ = 'at+jwt' }) =>
      typ === 'at+jwt' ? [] : [[identifier, typ] as const],
    ),
  )
  if (others.size === 0) return {}
  return {
    customizers: {
      jwt(_ctx, _token, jwt) {
        const typ = others.get(String(jwt.payload['aud']))
        if (typ !== undefined) jwt.header = { ...jwt.header, typ }
      },
    },
  }
}
