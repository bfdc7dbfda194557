import type { JsonWebKey } from 'node:crypto'

/**
 * What a deployment may sign tokens with where nothing else is asked for. RS256 is what every client has to
 * understand (OpenID Connect Core 1.0 §15.1); ES256 takes a tenth of its time.
 */
export const TOKEN_ALGORITHMS = ['RS256', 'ES256'] as const
export type TokenAlgorithm = (typeof TOKEN_ALGORITHMS)[number]

/** Of each key type, as oidc-provider has it: without an `alg` of its own a key serves all of them. */
const BY_TYPE: Readonly<Record<string, readonly string[]>> = {
  RSA: ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  'EC P-256': ['ES256'],
  'EC P-384': ['ES384'],
  'EC P-521': ['ES512'],
  'OKP Ed25519': ['EdDSA', 'Ed25519'],
}

/** What a client may ask its ID tokens to be signed with: the others are not enabled. */
const OF_ID_TOKENS = ['RS256', 'ES256', 'PS256', 'EdDSA', 'Ed25519']

/** The algorithms (RFC 7518 §3.1) that a key signs with; none for a key that is there for something else. */
export function algorithmsOf({ kty, crv, alg, use = 'sig', key_ops: ops }: JsonWebKey): string[] {
  if (use !== 'sig' || (Array.isArray(ops) && !ops.includes('sign'))) return []
  const able = BY_TYPE[kty === 'RSA' ? kty : `${String(kty)} ${String(crv)}`] ?? []
  return alg === undefined ? [...able] : able.filter((name) => name === alg)
}

/** Of several keys. */
export const algorithmsOfAll = (keys: readonly JsonWebKey[]): ReadonlySet<string> =>
  new Set(keys.flatMap(algorithmsOf))

/** Those of `OF_ID_TOKENS` that the keys can sign with, the preferred one first. */
export const idTokenAlgorithms = (
  keys: readonly JsonWebKey[],
  preferred: string,
): readonly string[] => {
  const able = algorithmsOfAll(keys)
  return [preferred, ...OF_ID_TOKENS].filter((name) => able.has(name))
}

/** The key that an algorithm takes, in words. */
export function keyFor(algorithm: string): string {
  if (algorithm === 'RS256') return 'an RSA key'
  // One with another `alg`, as those that are made here have, does not count.
  if (/^[RP]S\d/.test(algorithm)) return `an RSA key with "alg": "${algorithm}"`
  const [type] = Object.entries(BY_TYPE).find(([, names]) => names.includes(algorithm)) ?? []
  return type === undefined ? 'a key of another type' : `an ${type.replace(/^OKP /, '')} key`
}
