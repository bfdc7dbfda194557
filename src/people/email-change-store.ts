import type { AccountId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'

/** A link to a new address, as far as it is kept. */
export interface EmailChange {
  /** SHA-256 of the token: whoever reads the store cannot follow the link. */
  readonly tokenHash: Uint8Array
  readonly accountId: AccountId
  /** The address that becomes the account's when its owner opens the link. */
  readonly email: string
  readonly expiresAt: Instant
}

/** What gives an account the address back that it had. */
export interface EmailUndo {
  readonly tokenHash: Uint8Array
  readonly expiresAt: Instant
}

/** An address that an account had; none where its mails went to its login. */
export interface FormerEmail {
  readonly accountId: AccountId
  readonly email?: string
  /** It was known to be the account's. */
  readonly verified?: true
}

/**
 * Port: addresses that are being proved, and those that were replaced. Each method is one atomic intention; a store
 * that cannot answer throws `Fault` (`store_unavailable`). Kept with the accounts: an operator who sets an address
 * voids all of the account's.
 */
export interface EmailChangeStore {
  /** Instead of any other of the account's that waits: somebody mistyped that one. */
  put(change: EmailChange): Promise<void>

  /** Undefined when it is unknown, used, voided or expired at `now`. */
  find(tokenHash: Uint8Array, now: Instant): Promise<EmailChange | undefined>

  /**
   * Uses the change up: its address is the account's, and is verified. Voids the account's password resets, whose
   * links were mailed to the old address, and keeps what gives that back. Of any number of concurrent calls with one
   * token exactly one resolves what was. Undefined, and nothing changes, when the change is unknown, another
   * account's, used, voided or expired at `at`, or the account is gone or disabled.
   */
  redeem(
    tokenHash: Uint8Array,
    accountId: AccountId,
    at: Instant,
    undo: EmailUndo,
  ): Promise<FormerEmail | undefined>

  /** What the link would give back; undefined when it is unknown, used, voided or expired at `now`. */
  findUndo(tokenHash: Uint8Array, now: Instant): Promise<FormerEmail | undefined>

  /**
   * Gives the account back what it had, and voids its password resets, every change that waits and every link that
   * would undo this one or came after it. Of concurrent calls one resolves what stands now. Undefined when there is
   * nothing to undo at `at`, or the account is gone. A disabled account gets its address back.
   */
  undo(tokenHash: Uint8Array, at: Instant): Promise<FormerEmail | undefined>
}
