import { generateKeyPairSync, randomBytes } from 'node:crypto'
import type { JsonWebKey } from 'node:crypto'

/** A set of keys to begin with, as it is written. */
export interface FirstKeys {
  readonly signing: { readonly keys: readonly JsonWebKey[] }
  readonly cookies: readonly string[]
  readonly sealing: readonly { readonly id: string; readonly key: string }[]
}

/**
 * One key of each kind. ES256: small and quick to sign, and understood by every client.
 *
 * @param prefix begins the sealing key's id
 */
export function firstKeys(prefix: string): FirstKeys {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const kid = randomBytes(9).toString('base64url')
  const jwk = { ...privateKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' }
  return {
    signing: { keys: [jwk] },
    cookies: [randomKey()],
    sealing: [{ id: `${prefix}-${randomBytes(4).toString('hex')}`, key: randomKey() }],
  }
}

const randomKey = (): string => randomBytes(32).toString('base64url')
