import type { AccountId, TrustedBrowserId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'

/** A browser that is not asked for the routine code. */
export interface TrustedBrowser {
  readonly id: TrustedBrowserId
  readonly accountId: AccountId
  /** SHA-256 of the secret in its cookie. */
  readonly secretHash: Uint8Array
  /** A fingerprint of the account's factors: with any other, the browser is trusted no more. */
  readonly factors: string
  /** `User-Agent`, cut to 256 characters. */
  readonly userAgent: string
  readonly address: string
  readonly createdAt: Instant
  /** Fixed: using it does not prolong it. */
  readonly expiresAt: Instant
  readonly lastUsedAt: Instant
}

/**
 * Port: the trusted browsers of all accounts. Each method is one atomic intention; a store that cannot
 * answer throws `Fault` (`store_unavailable`).
 */
export interface TrustedBrowserStore {
  /**
   * Adds one. Of more than `limit` some go at once, however many are added together: first those that
   * have expired, those with other factors than the one that is added, then the longest unused; never
   * itself.
   */
  add(browser: TrustedBrowser, limit: number): Promise<void>

  /** Undefined when it is another account's, has expired at `now`, or was revoked. */
  find(
    accountId: AccountId,
    id: TrustedBrowserId,
    now: Instant,
  ): Promise<TrustedBrowser | undefined>

  /** Those that have not expired at `now`, the last used first. */
  list(accountId: AccountId, now: Instant): Promise<readonly TrustedBrowser[]>

  /** Records a use; never an earlier one than is known, and nothing for one that is gone. */
  touch(accountId: AccountId, id: TrustedBrowserId, at: Instant): Promise<void>

  /** From when it resolves it is trusted no more. False when there was none. */
  remove(accountId: AccountId, id: TrustedBrowserId): Promise<boolean>

  /** All of the account's, at once; resolves their number. */
  removeAll(accountId: AccountId): Promise<number>
}
