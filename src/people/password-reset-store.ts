import type { AccountId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'

/** A link by which a forgotten password may be replaced, as far as it is kept. */
export interface PasswordReset {
  /** SHA-256 of the token: who reads the store cannot follow the link. */
  readonly tokenHash: Uint8Array
  readonly accountId: AccountId
  /** The application that the way began at. */
  readonly clientId?: string
  readonly expiresAt: Instant
}

/**
 * Port: password resets that are under way. Each method is one atomic intention; a store that cannot
 * answer throws `Fault` (`store_unavailable`). Kept with the accounts: a password that is set voids the
 * account's resets, and a reset sets the password.
 */
export interface PasswordResetStore {
  /** One more of its account: those before stand until they are used or over. */
  put(reset: PasswordReset): Promise<void>

  /** Looks without using it up; undefined when it is unknown, used, voided or expired at `now`. */
  find(tokenHash: Uint8Array, now: Instant): Promise<PasswordReset | undefined>

  /**
   * Uses the reset up, voids the account's others and sets the password by it, as `AccountStore.setPassword` does, in
   * one. Of any number of concurrent calls with tokens of one account exactly one resolves true. False, and nothing changes,
   * when the reset is unknown, used, voided or expired at `at`, or its account is gone or disabled.
   */
  redeem(tokenHash: Uint8Array, passwordHash: string, at: Instant): Promise<boolean>
}
