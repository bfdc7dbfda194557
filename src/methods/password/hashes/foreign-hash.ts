/**
 * A password hash that another program made, read and found to be within bounds. It is kept as text, verified until its
 * owner signs in with the right password, and then replaced by a hash of this package's own.
 */
export interface ForeignHash {
  /** What is kept as the account's `passwordHash`: read again it gives the same hash. */
  readonly text: string
  /** Bytes that verifying takes. */
  readonly memory: number
  /** Seconds that verifying takes on one core, by the formulas in `docs/moving-in-hashes.md`. */
  readonly seconds: number
  /**
   * Computes for as long as `seconds` says, and compares in constant time.
   *
   * @param password UTF-8, as it was typed: no program whose hashes are read here normalises Unicode
   */
  matches(password: Uint8Array): boolean
  /**
   * Whether no other text than this one matches with it. bcrypt looks at 72 bytes, and WordPress cuts spaces off: what
   * was typed there may hold a slip that a hash of its own would make part of the password.
   */
  isExact(password: Uint8Array): boolean
}

/** `refused`: the reason in words, with the number that is out of bounds, and with nothing of the hash. */
export interface Refused {
  readonly refused: string
}

/** `undefined`: the text is not written in this way. */
export type Reader = (text: string) => ForeignHash | Refused | undefined

export const refused = (reason: string): Refused => ({ refused: reason })

export const isRefused = (read: object): read is Refused => 'refused' in read

/** Seconds at most for a hash to be taken, and bytes of memory. */
export const LONGEST = 2
export const LARGEST = 256 * 1024 ** 2

/** Why a hash takes too much, if it does. */
export function tooCostly(what: string, memory: number, seconds: number): Refused | undefined {
  if (memory > LARGEST) {
    return refused(`${what} takes ${Math.ceil(memory / 1024 ** 2)} MiB; at most 256 are allowed`)
  }
  if (seconds > LONGEST) {
    return refused(`${what} takes about ${seconds.toFixed(1)} s; at most ${LONGEST} are allowed`)
  }
  return undefined
}

/** Why the salt or the key of a derived key cannot be right, if so. An empty key would match every password. */
export function wrongSizes(what: string, salt: Uint8Array, key: Uint8Array): Refused | undefined {
  if (salt.length === 0 || salt.length > 1024) {
    return refused(`the salt of ${what} has ${salt.length} bytes; 1 to 1024 are allowed`)
  }
  if (key.length < 16 || key.length > 128) {
    return refused(`the key of ${what} has ${key.length} bytes; 16 to 128 are allowed`)
  }
  return undefined
}
