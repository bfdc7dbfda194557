import { createCipheriv, timingSafeEqual } from 'node:crypto'
import { fromBase64, toBase64 } from './encodings.ts'
import { refused, wrongSizes, type ForeignHash, type Reader, type Refused } from './foreign-hash.ts'
import { derive, readCost, scryptCost, writeCost, type ScryptCost } from './scrypt.ts'

/** Firebase's scrypt: what a password gives encrypts the project's signer key. */
export interface FirebaseParts extends ScryptCost {
  readonly salt: Uint8Array
  readonly key: Uint8Array
  /** The project's `base64_salt_separator`. */
  readonly separator: Uint8Array
  /** The project's `base64_signer_key`. It is kept with each hash. */
  readonly signerKey: Uint8Array
}

/** Kept as Kratos writes it: `$firescrypt$ln=14,r=8,p=1$salt$key$separator$signer key`. */
export function firebase(parts: FirebaseParts): ForeignHash | Refused {
  const { salt, key, separator, signerKey } = parts
  const cost = scryptCost(parts)
  if ('refused' in cost) return cost
  const wrong = wrongSizes('firescrypt', salt, key)
  if (wrong) return wrong
  if (separator.length > 64) {
    return refused(
      `the separator of firescrypt has ${separator.length} bytes; at most 64 are allowed`,
    )
  }
  if (key.length !== signerKey.length) {
    return refused(
      `firescrypt whose key has ${key.length} bytes and whose signer key ${signerKey.length}; they must be equal`,
    )
  }
  return {
    text: `$firescrypt$${writeCost(parts)}$${[salt, key, separator, signerKey].map(toBase64).join('$')}`,
    ...cost,
    matches(password) {
      const derived = derive(parts, password, Buffer.concat([salt, separator]), 64)
      const cipher = createCipheriv('aes-256-ctr', derived.subarray(0, 32), Buffer.alloc(16))
      return timingSafeEqual(Buffer.concat([cipher.update(signerKey), cipher.final()]), key)
    },
    isExact: () => true,
  }
}

export const readFirebase: Reader = (text) => {
  const [settings, ...fields] = /^\$firescrypt\$(.*)$/.exec(text)?.[1]?.split('$') ?? []
  if (settings === undefined) return undefined
  const cost = readCost(settings)
  const [salt, key, separator, signerKey] = fields.map(fromBase64)
  if (!cost || fields.length !== 4 || !salt || !key || !separator || !signerKey) {
    return refused('firescrypt that cannot be read')
  }
  return firebase({ ...cost, salt, key, separator, signerKey })
}
