/** Where a request came from, for the audit trail. */
export interface Origin {
  readonly address: string
  readonly userAgent: string
  readonly requestId?: string
  /** What its owner calls the device whose code stands behind it: several people may share an account. */
  readonly device?: string
}
