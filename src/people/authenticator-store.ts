import type { AccountId, AuthenticatorId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import type { Authenticator, TimeStep } from './authenticator.ts'
import type { NearMiss } from './drift.ts'
import type { EnrollerKey } from './enroller.ts'
import type { RecoveryCodeSet } from './recovery-code-store.ts'
import type { LookAlike } from './verification.ts'

/** What became of removing an authenticator that the account can do without. */
export type SpareRemoval = 'removed' | 'last' | 'not_found'

/** Which authenticator waits, and for whom. */
export interface Waiting {
  readonly accountId: AccountId
  /** Whoever began it. */
  readonly by: EnrollerKey
  readonly id: AuthenticatorId
}

/** A first code that was right. */
export interface FirstCode extends Waiting {
  readonly step: TimeStep
  readonly at: Instant
  /** One that was begun before has expired. */
  readonly since: Instant
  /** Confirmed ones per account. */
  readonly limit: number
  /** Where the account has neither a confirmed authenticator nor a set of codes: is put with the first. */
  readonly recoveryCodes?: RecoveryCodeSet
}

/** What became of it. Nothing has changed where it is not confirmed. */
export type Confirming =
  /** `recoveryCodes`: whether those that came with it stand now. */
  | { readonly outcome: 'confirmed'; readonly recoveryCodes: boolean }
  | { readonly outcome: 'gone' | 'name_taken' | 'limit_reached' }
  | LookAlike

/** What became of another name. */
export type StoredRenaming = 'renamed' | 'name_taken' | 'not_found' | LookAlike

/** Authenticators that wait for one account at once; far more than people set up. */
export const MOST_WAITING = 100

/**
 * Port: the authenticators of all accounts. Each method is one atomic intention, and what it says
 * holds for any number of concurrent callers in any number of processes. A store that cannot answer
 * throws `Fault` (`store_unavailable`).
 *
 * One that waits for its first code is its enroller's alone: it signs nobody in, is listed for nobody,
 * holds no name and takes no place.
 */
export interface AuthenticatorStore {
  /**
   * Lets an authenticator wait, whatever `confirmedAt` says, instead of any other of this enroller's.
   * Refused where confirmed ones hold the name (compared by `nameKey`) or all the places, and a full
   * account says `limit_reached` whatever the name. Of more than `MOST_WAITING` of an account the
   * oldest goes; what was begun before `since` has expired, and is deleted.
   */
  begin(
    authenticator: Authenticator,
    by: EnrollerKey,
    limit: number,
    since: Instant,
  ): Promise<'begun' | 'name_taken' | 'limit_reached'>

  /** The one that waits for this enroller, begun at `since` or later. */
  waiting(accountId: AccountId, by: EnrollerKey, since: Instant): Promise<Authenticator | undefined>

  /**
   * Charges a first code **before** it is evaluated, as if it were wrong. Of any number of concurrent
   * calls at most `most` are charged; each resolves how many it is by now, and undefined where nothing
   * waits there (any longer).
   */
  chargeFirstCode(waiting: Waiting, most: number, since: Instant): Promise<number | undefined>

  /**
   * Confirms one that waits and marks `step` as used, so that the code which confirmed it signs nobody
   * in. Of concurrent calls for one exactly one is `confirmed`; of any number for one name or one account
   * only as many as names and places allow, and of those whose names look alike (`lookAlike`) one. Where it is the account's first confirmed one, all that wait
   * for the account go with it, and recovery codes are put in the same change: both stand or neither.
   */
  confirm(firstCode: FirstCode): Promise<Confirming>

  /** It waits no more. False when it did not. */
  abandon(waiting: Waiting): Promise<boolean>

  /** None of the account's waits any more. */
  abandonAll(accountId: AccountId): Promise<void>

  /** All of the account's that are confirmed, the first begun first. */
  list(accountId: AccountId): Promise<readonly Authenticator[]>

  /**
   * Marks a time step of a confirmed authenticator as used and records the use. Of any number of
   * concurrent calls with one step exactly one resolves true, and no step at or below one that was
   * accepted ever does again (RFC 6238 §5.2). False also when the authenticator is gone. With it is learnt how far
   * its clock goes wrong (`drift`), where the store keeps that.
   */
  acceptStep(
    accountId: AccountId,
    id: AuthenticatorId,
    step: TimeStep,
    at: Instant,
  ): Promise<boolean>

  /**
   * Remembers that a right code of a time step outside the window was given, of a confirmed one or of one that waits;
   * none at or below an accepted step. A store that leaves it out follows no clock that was set.
   */
  noteNearMiss?(accountId: AccountId, id: AuthenticatorId, nearMiss: NearMiss): Promise<void>

  /**
   * Of confirmed ones with one name (compared by `nameKey`), or with names that look alike (`lookAlike`), there is
   * never a second; one may take its own name in another spelling.
   */
  rename(accountId: AccountId, id: AuthenticatorId, name: string): Promise<StoredRenaming>

  /** From when it resolves, no code of that confirmed one is accepted. False when there was none. */
  remove(accountId: AccountId, id: AuthenticatorId): Promise<boolean>

  /**
   * The same, unless it is the account's last one: that one stays, and says `last`. Of concurrent calls
   * for all of the account's exactly one says so.
   */
  removeSpare(accountId: AccountId, id: AuthenticatorId): Promise<SpareRemoval>

  /** Removes all of the account's at once, and what waits; resolves how many were confirmed. */
  removeAll(accountId: AccountId): Promise<number>
}
