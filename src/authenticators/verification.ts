import type { AuthenticatorId } from '../ids.ts'
import type { Instant } from '../instant.ts'

/** What came of a code. */
export type Verification =
  | { readonly outcome: 'accepted'; readonly authenticator: AuthenticatorId; readonly name: string }
  | { readonly outcome: 'rejected'; readonly reason: 'mismatch' }
  /** The right code, used before: the next one comes at `nextAt`. */
  | { readonly outcome: 'rejected'; readonly reason: 'replayed'; readonly nextAt: Instant }
  /** No code at all: not charged, because it could not have been right. */
  | { readonly outcome: 'malformed'; readonly digits: readonly number[] }
  | { readonly outcome: 'throttled'; readonly retryAt: Instant }
  | { readonly outcome: 'locked' }

/** What came of the first code of a pending authenticator. */
export type Confirmation =
  | {
      readonly outcome: 'confirmed'
      readonly authenticator: AuthenticatorId
      readonly name: string
    }
  | { readonly outcome: 'rejected' }
  | { readonly outcome: 'malformed'; readonly digits: readonly number[] }
  | { readonly outcome: 'throttled'; readonly retryAt: Instant }
  | { readonly outcome: 'locked' }
  /** Expired, removed, or confirmed by another request. */
  | { readonly outcome: 'gone' }
