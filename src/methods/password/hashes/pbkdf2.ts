import { pbkdf2Sync, timingSafeEqual } from 'node:crypto'
import { fromBase64, fromPasslib, parametersOf, toBase64, wholeNumber } from './encodings.ts'
import {
  refused,
  tooCostly,
  wrongSizes,
  type ForeignHash,
  type Reader,
  type Refused,
} from './foreign-hash.ts'

/** PBKDF2 with HMAC (RFC 8018 §5.2). */
export interface Pbkdf2Parts {
  readonly digest: 'sha1' | 'sha256' | 'sha512'
  readonly iterations: number
  /** Django uses its text as it stands, in UTF-8. */
  readonly salt: Uint8Array
  /** Its length is what was derived: Keycloak has made 32 bytes and 64. */
  readonly key: Uint8Array
}

const MOST_ITERATIONS = 2_000_000

/** Rounds of HMAC a second. */
const SPEED = { sha1: 3_000_000, sha256: 3_000_000, sha512: 1_200_000 } as const
const BLOCK = { sha1: 20, sha256: 32, sha512: 64 } as const

export function pbkdf2({ digest, iterations, salt, key }: Pbkdf2Parts): ForeignHash | Refused {
  if (Number.isNaN(iterations)) return refused('PBKDF2 without a number of rounds')
  if (!Number.isSafeInteger(iterations) || iterations < 1 || iterations > MOST_ITERATIONS) {
    return refused(`PBKDF2 with ${iterations} rounds; 1 to ${MOST_ITERATIONS} are allowed`)
  }
  const { length } = key
  const seconds = (iterations * Math.ceil(length / BLOCK[digest])) / SPEED[digest]
  const what = `PBKDF2 with ${iterations} rounds for ${length} bytes`
  const wrong = wrongSizes('PBKDF2', salt, key) ?? tooCostly(what, 0, seconds)
  if (wrong) return wrong
  const name = digest === 'sha1' ? 'pbkdf2' : `pbkdf2-${digest}`
  return {
    text: `$${name}$i=${iterations},l=${length}$${toBase64(salt)}$${toBase64(key)}`,
    memory: 0,
    seconds,
    matches: (password) =>
      timingSafeEqual(pbkdf2Sync(password, salt, iterations, length, digest), key),
    isExact: () => true,
  }
}

/** Kratos and Auth0: `$pbkdf2-sha256$i=100000,l=32$…`; passlib: `$pbkdf2-sha256$29000$…`; both call SHA-1 `pbkdf2`. */
export const readPbkdf2: Reader = (text) => {
  const [, name = '', settings = '', salt = '', key = ''] =
    /^\$pbkdf2(?:-(sha1|sha256|sha512))?\$([^$]*)\$([^$]*)\$([^$]*)$/.exec(text) ?? []
  if (settings === '') return undefined
  return derived(name, settings, salt, key)
}

function derived(name: string, settings: string, salt: string, key: string): ForeignHash | Refused {
  const passlib = /^[0-9]+$/.test(settings)
  const parameters = passlib ? undefined : parametersOf(settings)
  const decode = passlib ? fromPasslib : fromBase64
  const [saltBytes, keyBytes] = [decode(salt), decode(key)]
  const iterations = passlib ? wholeNumber(settings) : (parameters?.get('i') ?? NaN)
  const length = parameters?.get('l') ?? keyBytes?.length
  if (!saltBytes || !keyBytes || keyBytes.length !== length || Number.isNaN(iterations)) {
    return refused('PBKDF2 that cannot be read')
  }
  const digest = name === 'sha256' || name === 'sha512' ? name : 'sha1'
  return pbkdf2({ digest, iterations, salt: saltBytes, key: keyBytes })
}
