import { inspect } from 'node:util'
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/**
 * What must not be printed: a TOTP secret, a key. `toJSON`, `String()` and `util.inspect` show
 * a placeholder, so that a logger or an error message cannot leak it by accident.
 */
export class Secret<T = Uint8Array> {
  readonly #value: T

  constructor(value: T) {
    this.#value = value
  }

  /** The value itself, bytes for the most part. Call it where it is used, and keep it nowhere. */
  reveal(): T {
    return this.#value
  }

  toString(): string {
    return '[secret]'
  }

  toJSON(): string {
    return '[secret]'
  }

  [inspect.custom](): string {
    return '[secret]'
  }
}

/** 256 random bits, for a link or a cookie: whoever has it is let through, so nobody guesses it. */
export const newToken = (): string => randomBytes(32).toString('base64url')

/** What is stored of a token: who reads the store learns none. It is random, and needs no slow hash. */
export const hashOf = (token: string): Uint8Array => createHash('sha256').update(token).digest()

/** In a time that tells nothing of where they differ, so that nothing is found piece by piece; of its length alone. */
export function isSame(one: string | Uint8Array, other: string | Uint8Array): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)]
  return left.length === right.length && timingSafeEqual(left, right)
}
