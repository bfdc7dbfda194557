import { dateOf, type Instant } from '../../kernel/instant.ts'
import type { ClientConfiguration, Configuration, Keys } from '../config/configuration.ts'
import type { Problem } from '../config/problems.ts'
import { idTokenAlgorithmOf } from '../protocol/client-options.ts'
import {
  algorithmsOfAll,
  idTokenAlgorithms,
  keyFor,
  TOKEN_ALGORITHMS,
  type TokenAlgorithm,
} from './algorithms.ts'
import { timedJwks, type KeysInUse } from './in-use.ts'

/** What says what tokens are signed with. */
export type SigningOptions = Pick<Configuration, 'idTokenSigning' | 'clients' | 'resources'>

/** The metadata by which a client chooses what it is signed, as OpenID Connect and its extensions have it. */
const OF_CLIENTS = [
  'id_token_signed_response_alg',
  'userinfo_signed_response_alg',
  'introspection_signed_response_alg',
  'authorization_signed_response_alg',
] as const

const ROTATE = 'run "oidc-step-up keys rotate signing"'

/**
 * What ID tokens, logout tokens and the JWT access tokens of APIs are signed with where client or API say nothing:
 * RS256 (OpenID Connect Dynamic Client Registration 1.0 §2).
 *
 * Keys of a version that made ES256 alone go on as they did, and so do the applications that had to be told
 * so: nothing changes for them but by a key that somebody adds, or by the option.
 */
export function tokenAlgorithm(
  { idTokenSigning }: Pick<SigningOptions, 'idTokenSigning'>,
  { due }: Pick<KeysInUse, 'due'>,
): TokenAlgorithm {
  if (idTokenSigning !== undefined) return idTokenSigning
  return TOKEN_ALGORITHMS.find((name) => due.has(name)) ?? 'RS256'
}

/** For our own client, which reads no ID token: one that the keys can sign with. */
export const consoleAlgorithm = (keys: KeysInUse, preferred: string): string =>
  idTokenAlgorithms(keys.jwks, preferred)[0] ?? preferred

/**
 * What cannot be signed with the keys at hand; a key counts as soon as it is published. Each problem names the key
 * that is missing, and what brings it.
 */
export function unsignable(options: SigningOptions, keys: KeysInUse): Problem[] {
  const able = algorithmsOfAll(keys.jwks)
  const standard = tokenAlgorithm(options, keys)
  const { idTokenSigning, clients, resources } = options
  if (idTokenAlgorithms(keys.jwks, standard).length === 0) {
    const problem = `expected a key that ID tokens are signed with: ${missing(standard)}`
    return [{ path: 'keys.signing', problem }]
  }
  if (idTokenSigning !== undefined && !able.has(idTokenSigning)) {
    return [{ path: 'idTokenSigning', problem: missing(idTokenSigning) }]
  }
  return [
    ...clients.flatMap((client, index) =>
      unsignableFor(client, keys, standard).map(({ path, problem }) => ({
        path: `clients[${index}] (${client.client_id})${path}`,
        problem,
      })),
    ),
    ...resources.flatMap(({ identifier, accessTokenFormat, accessTokenSigning }, index) => {
      const algorithm = accessTokenSigning ?? standard
      if (accessTokenFormat !== 'jwt' || able.has(algorithm)) return []
      const path = `resources[${index}] (${identifier})`
      return [{ path, problem: `its access tokens: ${missing(algorithm)}` }]
    }),
  ]
}

/**
 * The same of one client, by its metadata.
 *
 * @param standard what it gets where it names nothing
 */
export function unsignableFor(
  client: Readonly<Record<string, unknown>>,
  { jwks }: Pick<KeysInUse, 'jwks'>,
  standard: string,
): Problem[] {
  const able = algorithmsOfAll(jwks)
  return OF_CLIENTS.flatMap((name) => {
    const ofIdTokens = name === 'id_token_signed_response_alg'
    const named = ofIdTokens ? idTokenAlgorithmOf(client) : client[name]
    const algorithm = ofIdTokens ? (named ?? standard) : named
    // Whether what is asked for is an algorithm at all, and a supported one, is the library's to say.
    if (typeof algorithm !== 'string' || !/^[RPE]S\d|^Ed/.test(algorithm) || able.has(algorithm)) {
      return []
    }
    if (named !== undefined) return [{ path: `.${name}`, problem: missing(algorithm) }]
    return [{ path: '', problem: `names no ${name}, and so gets ${missing(algorithm)}` }]
  })
}

function missing(algorithm: string): string {
  const made = TOKEN_ALGORITHMS.some((name) => name === algorithm)
  return `${algorithm} takes ${keyFor(algorithm)}, which keys.signing does not have: ${made ? ROTATE : 'add one'}`
}

/**
 * Whether other keys would take RS256 from applications that follow the standard algorithm. Without `idTokenSigning` the
 * keys decide, but a running server whose file lost its RSA key has met a mistake, and goes on with the keys that it has.
 */
export function losesRs256(options: SigningOptions, before: KeysInUse, after: KeysInUse): boolean {
  const [was, is] = [tokenAlgorithm(options, before), tokenAlgorithm(options, after)]
  return was === 'RS256' && is !== was && followersOf(options).length > 0
}

const namesNothing = (client: ClientConfiguration): boolean =>
  idTokenAlgorithmOf(client) === undefined

/** Who gets what is signed with the standard algorithm: applications that name none, and APIs that name none. */
export function followersOf({ clients, resources }: SigningOptions): readonly string[] {
  return [
    ...clients.filter(namesNothing).map(({ client_id: id }) => id),
    ...resources
      .filter((api) => api.accessTokenFormat === 'jwt' && api.accessTokenSigning === undefined)
      .map(({ identifier }) => identifier),
  ]
}

/**
 * What an operator should know of a key set without RS256 for applications that expect it, or where it is about to
 * come; undefined where there is nothing to say.
 */
export function signingNote(
  options: SigningOptions & { readonly keys: Keys },
  keys: KeysInUse,
): string | undefined {
  const followers = followersOf(options)
  if (options.idTokenSigning !== undefined || followers.length === 0) return undefined
  if (tokenAlgorithm(options, keys) === 'RS256') return undefined
  const from = beginningOf(options.keys)
  return from === undefined
    ? `keys.signing has no RSA key: ${followers.join(', ')} get ES256, where OpenID Connect has RS256. ` +
        `To keep it, set idTokenSigning: ES256. To move, ${ROTATE}`
    : `${followers.join(', ')} get RS256 instead of ES256 from ${dateOf(from).toISOString()}: ` +
        'an application that is configured for ES256 refuses that. To keep it, set idTokenSigning: ES256'
}

/** When the first key that waits and signs RS256 is used. */
function beginningOf(keys: Keys): Instant | undefined {
  const waiting = timedJwks(keys).flatMap(({ jwk, from }) =>
    from !== undefined && algorithmsOfAll([jwk]).has('RS256') ? [from] : [],
  )
  return waiting.length === 0 ? undefined : (Math.min(...waiting) as Instant)
}
