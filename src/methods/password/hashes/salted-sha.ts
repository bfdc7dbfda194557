import { createHash, timingSafeEqual } from 'node:crypto'
import { fromBase64, toBase64 } from './encodings.ts'
import { refused, type Reader } from './foreign-hash.ts'

const BYTES = { sha1: 20, sha256: 32, sha384: 48, sha512: 64 } as const
const DIGESTS = new Map<string, keyof typeof BYTES>([
  ['', 'sha1'],
  ['256', 'sha256'],
  ['384', 'sha384'],
  ['512', 'sha512'],
])

/** `{SSHA}` and its kin of LDAP directories: base64 of digest(password, salt) and the salt. */
export const readSaltedSha: Reader = (text) => {
  const [, scheme, encoded = ''] = /^\{SSHA(256|384|512|)\}(.*)$/i.exec(text) ?? []
  const digest = DIGESTS.get(scheme ?? 'none')
  if (!digest) return undefined
  const bytes = fromBase64(encoded)
  if (!bytes) return refused(`{SSHA${scheme}} that is not base64`)
  const key = bytes.subarray(0, BYTES[digest])
  const salt = bytes.subarray(BYTES[digest])
  if (key.length < BYTES[digest] || salt.length < 1 || salt.length > 64) {
    return refused(
      `{SSHA${scheme}} of ${bytes.length} bytes; ${BYTES[digest]} and a salt of 1 to 64 are allowed`,
    )
  }
  return {
    text: `{SSHA${scheme}}${toBase64(bytes)}`,
    memory: 0,
    seconds: 0,
    matches: (password) =>
      timingSafeEqual(createHash(digest).update(password).update(salt).digest(), key),
    isExact: () => true,
  }
}
