import type { AccountId, AuthenticatorId } from '../ids.ts'
import type { Instant } from '../instant.ts'
import type { Authenticator, TimeStep } from './authenticator.ts'

/** What became of removing an authenticator that the account can do without. */
export type SpareRemoval = 'removed' | 'last' | 'not_found'

/**
 * Port: the authenticators of all accounts. Each method is one atomic intention, and what it says
 * holds for any number of concurrent callers in any number of processes. A store that cannot answer
 * throws `Fault` (`store_unavailable`).
 */
export interface AuthenticatorStore {
  /**
   * Adds an authenticator as pending, whatever `confirmedAt` says. Of concurrent calls with one name
   * (compared by `nameKey`) exactly one is `added`; of concurrent calls with any names at most
   * `limit` stand afterwards, and a full account says `limit_reached` whatever the name. A pending one
   * created before `pendingSince` has expired: it neither holds its name nor counts, and is deleted.
   */
  add(
    authenticator: Authenticator,
    limit: number,
    pendingSince: Instant,
  ): Promise<'added' | 'name_taken' | 'limit_reached'>

  /** All of the account's, confirmed or not expired, oldest first. */
  list(accountId: AccountId, pendingSince: Instant): Promise<readonly Authenticator[]>

  /**
   * Confirms a pending authenticator and marks `step` as used, so that the code which confirmed it
   * signs nobody in. Of concurrent calls exactly one resolves true; false when it is gone, expired or
   * confirmed already.
   */
  confirm(
    accountId: AccountId,
    id: AuthenticatorId,
    step: TimeStep,
    at: Instant,
    pendingSince: Instant,
  ): Promise<boolean>

  /**
   * Marks a time step of a confirmed authenticator as used and records the use. Of any number of
   * concurrent calls with one step exactly one resolves true, and no step at or below one that was
   * accepted ever does again (RFC 6238 §5.2). False also when the authenticator is gone.
   */
  acceptStep(
    accountId: AccountId,
    id: AuthenticatorId,
    step: TimeStep,
    at: Instant,
  ): Promise<boolean>

  /**
   * Uniqueness as in `add`; an authenticator may take its own name in another spelling. An expired
   * one neither holds its name nor is found.
   */
  rename(
    accountId: AccountId,
    id: AuthenticatorId,
    name: string,
    pendingSince: Instant,
  ): Promise<'renamed' | 'name_taken' | 'not_found'>

  /** From when it resolves, no code of that authenticator is accepted. False when there was none. */
  remove(accountId: AccountId, id: AuthenticatorId): Promise<boolean>

  /**
   * The same, unless it is the account's last confirmed one: that one stays, and says `last`. Of
   * concurrent calls for all of the account's confirmed ones exactly one says so.
   */
  removeSpare(accountId: AccountId, id: AuthenticatorId): Promise<SpareRemoval>

  /** Removes all of the account's, pending ones included, at once; resolves their number. */
  removeAll(accountId: AccountId): Promise<number>
}
