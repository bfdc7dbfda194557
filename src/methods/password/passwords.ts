import type { Guess } from '../../kernel/throttle/attempt-budget.ts'
import type { AccountId } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { DirectoryAccount } from '../../people/index.ts'

/**
 * What becomes of the failures when the password is right. `kept`: one more is counted until the verdict's
 * `forgetFailures` is called. A page that asks for more beside it is otherwise throttled later where the
 * password is right, and tells so.
 */
export type AfterSuccess = 'forgotten' | 'kept'

/** What became of a password; `retryAt` is when the next one is looked at. */
export type PasswordVerdict<Whose = DirectoryAccount> =
  /**
   * `at`: when it was proved, which is before the stored hash was read. A password that is set while the old one is
   * being verified voids it.
   */
  | {
      readonly outcome: 'accepted'
      readonly account: Whose
      readonly at: Instant
      /** Forgets the failures that were kept; see `AfterSuccess`. Absent where they are forgotten. */
      readonly forgetFailures?: () => Promise<void>
      /** Takes back the one that was counted for this attempt; absent with `forgetFailures`. */
      readonly takeBack?: () => Promise<void>
      /** If it is not called, the attempt was one too many, and no further one is looked at. */
      readonly locks?: true
    }
  /**
   * Wrong password, unknown name, disabled account, account without a password: one answer.
   * `accountId`: whose password it was not, where that is known. For its owner and the audit trail, and never for
   * whoever asks.
   * `locks`: with this attempt there were too many at this name, whoever has it, and none is looked at from
   * here on.
   */
  | { readonly outcome: 'rejected'; readonly accountId?: AccountId; readonly locks?: true }
  | { readonly outcome: 'throttled'; readonly retryAt: Instant }
  /** Until an operator unlocks it. */
  | { readonly outcome: 'locked' }

/** A browser that is proved (by a signed cookie, say) to have signed in to this very login before. */
export interface KnownBrowser {
  /** The account's `proofsNotBefore` at that time, 0 for none: another one since, and it is known no more. */
  readonly since: Instant
}

/** Port: whether a password is an account's. The built-in accounts have one; where a host asks for it there is none. */
export interface Passwords<Whose = DirectoryAccount> {
  /**
   * Checks a name and a password. Unknown names cost the same and get the same answer as known ones.
   *
   * @param browser has signed in to this very login before: its attempts are counted apart, so that a stranger's
   *   guesses cannot lock the owner out
   * @param failures `kept`: this attempt counts as one more failure, though the password is right, until
   *   the verdict's `forgetFailures` is called: whatever else was asked for with it may be wrong. @default 'forgotten'
   * @param guess where it is wrong and has been counted before, it counts no second time. @default each counts
   * @throws Fault when the store is out or too many hashes wait
   */
  authenticate(
    login: string,
    password: string,
    browser?: KnownBrowser,
    failures?: AfterSuccess,
    guess?: Guess,
  ): Promise<PasswordVerdict<Whose>>

  /** Checks the password of a known account again, on the same budget. */
  reauthenticate(
    id: AccountId,
    password: string,
    browser?: KnownBrowser,
    failures?: AfterSuccess,
    guess?: Guess,
  ): Promise<PasswordVerdict<Whose>>
}
