/** What the security page says of what protects an account; see `checkUp`. */
export interface CheckUpSummary {
  readonly safeguards: readonly SafeguardRow[]
  /** The gravest first. */
  readonly gaps: readonly GapRow[]
}

export type SafeguardRow =
  | { readonly code: 'password' | 'email_verified' }
  | { readonly code: 'devices' | 'recovery_codes'; readonly count: number }

/** With the page on which it is mended. */
export type GapRow = { readonly href: string } & (
  | { readonly code: 'no_device' | 'one_device' | 'no_codes' | 'email_unverified' }
  | { readonly code: 'few_codes'; readonly left: number }
  | { readonly code: 'trusted_for_long' | 'signed_in_elsewhere'; readonly count: number }
)
