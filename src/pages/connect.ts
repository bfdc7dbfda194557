/** The pages on which another machine is let in by its code (RFC 8628 §3.3), by the name of their view. */
export interface ConnectPages {
  /** Somebody types the code that another machine shows (RFC 8628 §3.3); `xsrf` is the library's. */
  readonly connect: {
    readonly action: string
    readonly xsrf: string
    readonly userCode: string
    readonly error?:
      | 'unknown'
      | 'used'
      | 'expired'
      | 'declined'
      | 'outdated'
      /** A class that the account cannot reach. */
      | 'refused'
      | 'other_account'
      | 'impossible'
  }

  /** Is it really your machine? Who reads a code from a stranger's mail lets the stranger in. */
  readonly 'connect-confirm': {
    readonly action: string
    readonly xsrf: string
    readonly applicationName: string
    readonly userCode: string
    /** The address from which the code was asked for; empty when it is not known. */
    readonly address: string
  }
}
