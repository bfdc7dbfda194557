import type { AccountId, RecoveryCodeSetId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import type { SealedSecret } from '../kernel/sealing/sealer.ts'

/** All recovery codes of one account: a look-up secret (NIST SP 800-63B-4 §3.1.2). */
export interface RecoveryCodeSet {
  readonly id: RecoveryCodeSetId
  readonly accountId: AccountId
  /** The codes in their order, one per line. */
  readonly secret: SealedSecret
  readonly count: number
  readonly createdAt: Instant
  /** When each used code was used, by its place, counted from 0. */
  readonly used: ReadonlyMap<number, Instant>
}

/**
 * Port: the recovery codes of all accounts. Each method is one atomic intention, for any number of
 * callers in any number of processes. A store that cannot answer throws `Fault` (`store_unavailable`).
 */
export interface RecoveryCodeStore {
  /**
   * Puts a set, with no code used, in the place of the one that `replaces` names; undefined: where the
   * account has none. Of concurrent calls that replace one set exactly one resolves true, and from
   * then on no code of the old set is accepted.
   */
  put(set: RecoveryCodeSet, replaces: RecoveryCodeSetId | undefined): Promise<boolean>

  /** The account's set, used codes and all. */
  find(accountId: AccountId): Promise<RecoveryCodeSet | undefined>

  /**
   * Marks the code at a place as used. Of any number of concurrent calls for one code exactly one
   * resolves true; false also when the set is gone, replaced, or has no such place.
   */
  use(accountId: AccountId, id: RecoveryCodeSetId, place: number, at: Instant): Promise<boolean>

  /** From when it resolves no code is accepted. False when there was no set. */
  remove(accountId: AccountId): Promise<boolean>
}
