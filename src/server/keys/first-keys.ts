import { generateKeyPairSync, randomBytes, type JsonWebKey } from 'node:crypto'
import { TOKEN_ALGORITHMS, type TokenAlgorithm } from './algorithms.ts'

/** A set of keys to begin with, as it is written. */
export interface FirstKeys {
  readonly signing: { readonly keys: readonly JsonWebKey[] }
  readonly cookies: readonly string[]
  readonly sealing: readonly { readonly id: string; readonly key: string }[]
}

/**
 * Bits of a new RSA key. A signature with 3072 bits takes three times as long, in the thread that answers everybody.
 * 2048 are what NIST SP 800-57 Part 1 has until 2030, what is signed is worth nothing after hours, and keys are
 * rotated: whoever wants more puts a longer key in front, and those that replace it are as long.
 */
const MODULUS = 2048

/** A key for each of the algorithms that tokens are signed with. */
export function newSigningKey(algorithm: TokenAlgorithm): JsonWebKey {
  const { privateKey } =
    algorithm === 'RS256'
      ? generateKeyPairSync('rsa', { modulusLength: MODULUS })
      : generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const kid = randomBytes(9).toString('base64url')
  return { ...privateKey.export({ format: 'jwk' }), kid, alg: algorithm, use: 'sig' }
}

/**
 * One key of each kind, and two that sign: RS256, which every client understands, and ES256, which is quicker.
 *
 * @param prefix begins the sealing key's id
 */
export function firstKeys(prefix: string): FirstKeys {
  return {
    signing: { keys: TOKEN_ALGORITHMS.map(newSigningKey) },
    cookies: [randomKey()],
    sealing: [{ id: `${prefix}-${randomBytes(4).toString('hex')}`, key: randomKey() }],
  }
}

const randomKey = (): string => randomBytes(32).toString('base64url')
