import { inspect } from 'node:util'

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
