/** What is out of order. */
export type FaultCode =
  | 'store_unavailable'
  | 'secret_unreadable'
  /** More work waits than can be done in time: answered with 503, like a store that is out. */
  | 'overloaded'
  /** An API cannot ask the issuer of its tokens: metadata, keys or introspection. */
  | 'issuer_unavailable'

/**
 * Something that should work does not: answered with 503 (or 500) and a reference, never by letting
 * anybody through. Expected outcomes are unions and are returned; only faults are thrown.
 */
export class Fault extends Error {
  readonly code: FaultCode
  /** What Koa and Express answer: 503 for what may pass, 500 for what does not (RFC 9110 §15.6). */
  readonly status: 500 | 503
  /** The same for oidc-provider, whose own endpoints answer by this name. */
  readonly statusCode: 500 | 503

  constructor(code: FaultCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'Fault'
    this.code = code
    this.status = this.statusCode = code === 'secret_unreadable' ? 500 : 503
  }
}

/** The operator's configuration is wrong: told at start, with the path of the option. */
export class ConfigurationError extends Error {
  readonly code = 'configuration_invalid'
  /** Where the option stands, as written in the configuration: `clients[0].redirect_uris`. */
  readonly path: string

  constructor(path: string, problem: string, options?: ErrorOptions) {
    super(`${path}: ${problem}`, options)
    this.name = 'ConfigurationError'
    this.path = path
  }
}

/** The code of an error, as those of the system have one: `ENOENT`. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
