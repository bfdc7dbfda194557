import { inspect } from 'node:util'

/**
 * Bytes that must not be printed: a TOTP secret, a key. `toJSON`, `String()` and `util.inspect` show
 * a placeholder, so that a logger or an error message cannot leak it by accident.
 */
export class Secret {
  readonly #bytes: Uint8Array

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** The bytes themselves. Call it where they are used, and keep them nowhere. */
  reveal(): Uint8Array {
    return this.#bytes
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
