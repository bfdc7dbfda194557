import { cryptNumber, fromBase64, fromCryptBase64, fromPasslib, wholeNumber } from './encodings.ts'
import { refused, type ForeignHash, type Reader, type Refused } from './foreign-hash.ts'
import { pbkdf2 } from './pbkdf2.ts'
import { scrypt } from './scrypt.ts'

/** PBKDF2 and scrypt in the writing of one program each: kept in the common one. */

/** Django: `pbkdf2_sha256$260000$salt$hash`. The salt is used as the text that it is. */
const readDjangoPbkdf2: Reader = (text) => {
  const [, digest, rounds, salt = '', encoded = ''] =
    /^pbkdf2_(sha1|sha256)\$([^$]*)\$([^$]*)\$([^$]*)$/.exec(text) ?? []
  if (digest !== 'sha1' && digest !== 'sha256') return undefined
  const key = fromBase64(encoded)
  if (!key) return refused('Django’s PBKDF2 that cannot be read')
  return pbkdf2({ digest, iterations: wholeNumber(rounds), salt: Buffer.from(salt), key })
}

/** Django 4 and newer: `scrypt$16384$salt$8$1$hash`. The salt is used as the text that it is. */
const readDjangoScrypt: Reader = (text) => {
  const [scheme, cost, salt = '', blockSize, parallelization, encoded = '', ...more] =
    text.split('$')
  if (scheme !== 'scrypt') return undefined
  const key = fromBase64(encoded)
  if (!key || more.length > 0) return refused('Django’s scrypt that cannot be read')
  return scrypt({
    cost: wholeNumber(cost),
    blockSize: wholeNumber(blockSize),
    parallelization: wholeNumber(parallelization),
    salt: Buffer.from(salt),
    key,
  })
}

/** OpenLDAP's pw-pbkdf2 and passlib: `{PBKDF2-SHA256}60000$salt$hash`; SHA-1 is `{PBKDF2}` and `{PBKDF2-SHA1}`. */
const readLdapPbkdf2: Reader = (text) => {
  const [, name, rounds, salt = '', encoded = ''] =
    /^\{PBKDF2(?:-(SHA1|SHA256|SHA512))?\}([^$]*)\$([^$]*)\$([^$]*)$/i.exec(text) ?? []
  if (rounds === undefined) return undefined
  const [saltBytes, key] = [fromPasslib(salt), fromPasslib(encoded)]
  if (!saltBytes || !key) return refused('{PBKDF2} that cannot be read')
  const digest = DIGESTS.get(name?.toLowerCase() ?? '') ?? 'sha1'
  return pbkdf2({ digest, iterations: wholeNumber(rounds), salt: saltBytes, key })
}

const DIGESTS = new Map<string, 'sha256' | 'sha512'>([
  ['sha256', 'sha256'],
  ['sha512', 'sha512'],
])

const ASP_DIGESTS = ['sha1', 'sha256', 'sha512'] as const
const ASP_HEADER = 13

/**
 * ASP.NET Core Identity, version 3: base64 of 01, and as big-endian numbers of four bytes the digest, the rounds and the
 * salt's length; salt; key.
 */
const readAspNet: Reader = (text) => {
  const bytes = /^AQAAAA[A-Za-z0-9+/]+={0,2}$/.test(text) ? fromBase64(text) : undefined
  if (!bytes || bytes.length < ASP_HEADER) return undefined
  const [prf = 0, iterations = 0, length = 0] = [1, 5, 9].map((at) => bytes.readUInt32BE(at))
  const digest = ASP_DIGESTS[prf]
  const start = ASP_HEADER + length
  if (!digest || start > bytes.length) return refused('ASP.NET Identity that cannot be read')
  const [salt, key] = [bytes.subarray(ASP_HEADER, start), bytes.subarray(start)]
  return pbkdf2({ digest, iterations, salt, key })
}

/** `$7$` of crypt(3): the logarithm of N in one digit, r and p in five each, and the salt as the text that it is. */
const readCryptScrypt: Reader = (text) => {
  const [, cost = '', blockSize = '', parallelization = '', salt = '', encoded = ''] =
    /^(?:\{CRYPT\})?\$7\$([./\w])([./\w]{5})([./\w]{5})([^$]*)\$([./A-Za-z0-9]{43})$/i.exec(text) ??
    []
  if (encoded === '') return undefined
  return scrypt({
    cost: 2 ** cryptNumber(cost),
    blockSize: cryptNumber(blockSize),
    parallelization: cryptNumber(parallelization),
    salt: Buffer.from(salt),
    key: fromCryptBase64(encoded),
  })
}

const ALL: readonly Reader[] = [
  readDjangoPbkdf2,
  readDjangoScrypt,
  readLdapPbkdf2,
  readAspNet,
  readCryptScrypt,
]

export function readOrigins(text: string): ForeignHash | Refused | undefined {
  for (const read of ALL) {
    const hash = read(text)
    if (hash) return hash
  }
  return undefined
}
