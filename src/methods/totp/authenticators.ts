import type { Guess } from '../../kernel/throttle/attempt-budget.ts'
import { type AccountId, type AuthenticatorId } from '../../kernel/ids.ts'
import { type Clock } from '../../kernel/instant.ts'
import type { Secret } from '../../kernel/secret.ts'
import { type AttemptStore, type ThrottlePolicy } from '../../kernel/throttle/attempt-store.ts'
import type {
  Authenticator,
  TotpParameters,
  AuthenticatorStore,
  SpareRemoval,
  AttemptCode,
  Enroller,
  RecoveryCodeSet,
  Confirmation,
  Enrolment,
  NameFlaw,
  Renaming,
  Verification,
  WINDOW,
} from '../../people/index.ts'
import type { Sealer } from '../../kernel/sealing/sealer.ts'

export interface AuthenticatorsOptions {
  readonly store: AuthenticatorStore
  readonly attempts: AttemptStore
  /** Of the store that keeps the two before. @default an attempt is made in several calls */
  readonly attemptCode?: AttemptCode
  readonly sealer: Sealer
  readonly clock: Clock
  /** Devices per account. @default 10 */
  readonly limit?: number
  /** Seconds for which a pending device waits for its first code. @default 900 */
  readonly pendingLifetime?: number
  /** @default DEFAULT_THROTTLE */
  readonly throttle?: ThrottlePolicy
  /** Time steps either side of the present one whose codes are accepted: the longest that a store is prepared for, or none.
   * @default WINDOW
   */
  readonly window?: 0 | typeof WINDOW
  /** How new devices compute their codes. @default SHA1, 6 digits, 30 seconds */
  readonly parameters?: TotpParameters
}

/** A pending authenticator with its secret, which is shown until the first code and never again. */
export interface PendingAuthenticator {
  readonly authenticator: Authenticator
  readonly secret: Secret
}

/** What was begun again, under the name that it had. */
export interface Begun {
  readonly name: string
  readonly enrolment: Enrolment
}

/** Seconds for which a device waits for its first code. */
export const PENDING_LIFETIME = 900

/** Wrong first codes that a device bears. Then it is begun again, with another key. */
export const WRONG_FIRST_CODES = 5

/**
 * Everything that is done with an account's devices. Each method throws `Fault`: `store_unavailable`
 * when the store does not answer, `secret_unreadable` when a secret cannot be opened.
 */
export interface Authenticators {
  /** Devices per account. */
  readonly limit: number
  /** The devices that sign in, oldest first; for an enroller, and the one that it sets up. */
  list(accountId: AccountId, by?: Enroller): Promise<readonly Authenticator[]>
  /** The devices that sign in. */
  confirmed(accountId: AccountId): Promise<readonly Authenticator[]>
  /** What is wrong with a name for another device; `begin` may find it taken or too many nevertheless. */
  judgeName(accountId: AccountId, name: string): Promise<NameFlaw | undefined>
  /**
   * Begins a device that waits for its first code: it signs nobody in before, and is in nobody's way. An
   * enroller has one at a time: the next takes its place, with a key of its own.
   */
  begin(accountId: AccountId, name: string, by: Enroller): Promise<Enrolment>
  /**
   * Begins what waits for the enroller again, with a key of its own and the settings that every program understands.
   * Undefined where nothing waits.
   */
  beginStandard(accountId: AccountId, by: Enroller): Promise<Begun | undefined>
  /** What waits for the enroller, with its secret; undefined when nothing does (any longer). */
  pending(accountId: AccountId, by: Enroller): Promise<PendingAuthenticator | undefined>
  /**
   * Confirms the enroller's device by its first code, which then signs nobody in (RFC 6238 §5.2). Wrong
   * ones count against that device alone, which bears `WRONG_FIRST_CODES`.
   *
   * @param draftCodes as `RecoveryCodes.draft` gives them: stand from the same moment, where it is the
   *   account's first device and none stood
   */
  confirm(
    accountId: AccountId,
    id: AuthenticatorId,
    code: string,
    by: Enroller,
    draftCodes?: () => RecoveryCodeSet,
  ): Promise<Confirmation>
  /** The enroller's device waits no more. False when it did not. */
  abandon(accountId: AccountId, id: AuthenticatorId, by: Enroller): Promise<boolean>
  /** Whatever waits for anybody who knows the account's password waits no more. */
  abandonAll(accountId: AccountId): Promise<void>
  /**
   * Checks a code of any confirmed device; charged before it is looked at (RFC 4226 §7.3).
   *
   * @param guess where it is wrong and has been counted before, in the same time steps, it counts no second time
   */
  verify(accountId: AccountId, code: string, guess?: Guess): Promise<Verification>
  /** Gives a device another name, unique within the account and unlike the others. */
  rename(accountId: AccountId, id: AuthenticatorId, name: string): Promise<Renaming>
  /** From when it resolves, the device signs nobody in; false when there was none. */
  remove(accountId: AccountId, id: AuthenticatorId): Promise<boolean>
  /** The same, but never the last confirmed one, however many are removed at once. */
  removeSpare(accountId: AccountId, id: AuthenticatorId): Promise<SpareRemoval>
  /** Every device is lost: removes all, and resolves how many there were. */
  removeAll(accountId: AccountId): Promise<number>
  /** Forgets the account's wrong codes; true if there were any. */
  unlock(accountId: AccountId): Promise<boolean>
}
