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

  constructor(code: FaultCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'Fault'
    this.code = code
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
