import { argon2, readArgon2, type Argon2Parts } from './argon2.ts'
import { readBcrypt } from './bcrypt.ts'
import { firebase, readFirebase, type FirebaseParts } from './firebase.ts'
import { isRefused, refused, type ForeignHash, type Reader, type Refused } from './foreign-hash.ts'
import { refuseKnown } from './never-taken.ts'
import { readOrigins } from './origins.ts'
import { pbkdf2, readPbkdf2, type Pbkdf2Parts } from './pbkdf2.ts'
import { readPhpass } from './phpass.ts'
import { readSaltedSha } from './salted-sha.ts'
import { readScrypt, scrypt, type ScryptParts } from './scrypt.ts'
import { readShaCrypt } from './sha-crypt.ts'

export type { Argon2Parts, FirebaseParts, ForeignHash, Pbkdf2Parts, Refused, ScryptParts }

/** `hash`: the text that is kept as an account's `passwordHash`. `refused`: why it is not taken, with the number. */
export type PasswordHashReading = { readonly hash: string } | Refused

const READERS: readonly Reader[] = [
  readArgon2,
  readBcrypt,
  readPbkdf2,
  readScrypt,
  readFirebase,
  readSaltedSha,
  readShaCrypt,
  readPhpass,
  readOrigins,
  refuseKnown,
]

/** A hash that another program made, or why it cannot be verified here. */
export function readForeignHash(text: string): ForeignHash | Refused {
  for (const read of READERS) {
    const hash = read(text)
    if (hash) return hash
  }
  return refused('a hash of an unknown kind')
}

/**
 * Whether a password gives a hash that `readForeignHash` took. An empty one never does, whatever the other program
 * let in; nor one with NUL, which to C ends the password, and for HMAC is the same as none at its end.
 */
export function matchesForeign(hash: ForeignHash, password: Uint8Array): boolean {
  const matches = hash.matches(password)
  return matches && password.length > 0 && !password.includes(0)
}

const kept = (hash: ForeignHash | Refused): PasswordHashReading =>
  isRefused(hash) ? hash : { hash: hash.text }

/** Reads a hash that another program wrote as one text. */
export const readPasswordHash = (text: string): PasswordHashReading => kept(readForeignHash(text))

/** For formats that keep the parts apart. */
export const pbkdf2Hash = (parts: Pbkdf2Parts): PasswordHashReading => kept(pbkdf2(parts))
export const scryptHash = (parts: ScryptParts): PasswordHashReading => kept(scrypt(parts))
export const argon2Hash = (parts: Argon2Parts): PasswordHashReading => kept(argon2(parts))
export const firebaseHash = (parts: FirebaseParts): PasswordHashReading => kept(firebase(parts))
