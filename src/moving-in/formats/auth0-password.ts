import { z } from 'zod'
import { readPasswordHash, scryptHash } from '../../methods/password/hashes/index.ts'
import { readBase64, readHex, type Decoded } from '../base32.ts'
import { quoted } from '../device.ts'
import type { ReadPassword } from '../entry.ts'

const encoded = z.object({ value: z.string(), encoding: z.string().nullish() })

export const customHashSchema = z.object({
  algorithm: z.string(),
  hash: encoded,
  salt: z.object({ value: z.string(), encoding: z.string().nullish() }).nullish(),
  password: z.object({ encoding: z.string().nullish() }).nullish(),
  keylen: z.number().nullish(),
  cost: z.number().nullish(),
  blockSize: z.number().nullish(),
  parallelization: z.number().nullish(),
})

/** Whose text says all that it takes: in the shape of a PHC string, of crypt, or of LDAP. */
const WHOLE = ['argon2', 'bcrypt', 'pbkdf2', 'ldap']

/** `custom_password_hash` of Auth0's schema for bulk imports. */
export function customPassword(custom: z.output<typeof customHashSchema>): ReadPassword {
  const { algorithm, hash, salt, password } = custom
  if ((password?.encoding ?? 'utf8') !== 'utf8') {
    return { refused: `the password is hashed in the encoding ${quoted(password?.encoding ?? '')}` }
  }
  if (WHOLE.includes(algorithm)) return readPasswordHash(hash.value)
  if (algorithm !== 'scrypt') {
    return { refused: `the password’s algorithm ${quoted(algorithm)} is not taken` }
  }
  const [key, salted] = [bytesOf(hash), bytesOf(salt ?? { value: '' })]
  if ('refused' in key || 'refused' in salted)
    return { refused: 'the password’s hash cannot be read' }
  return scryptHash({
    salt: salted.bytes,
    key: key.bytes,
    cost: custom.cost ?? 16_384,
    blockSize: custom.blockSize ?? 8,
    parallelization: custom.parallelization ?? 1,
  })
}

function bytesOf({ value, encoding }: z.output<typeof encoded>): Decoded {
  switch (encoding ?? 'utf8') {
    case 'base64':
      return readBase64(value)
    case 'hex':
      return readHex(value)
    case 'utf8':
      return { bytes: new Uint8Array(Buffer.from(value)) }
    default:
      return { refused: 'its encoding is unknown' }
  }
}
