import type { AuthenticatorId, RecoveryCodeSetId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import type { TotpParameters, TotpSetting } from './authenticator.ts'
import type { RecoveryCodeSet } from './recovery-code-store.ts'

/** What came of a code. */
export type Verification =
  | { readonly outcome: 'accepted'; readonly authenticator: AuthenticatorId; readonly name: string }
  /** `locks`: with this one there were too many, and none is looked at from here on. */
  | { readonly outcome: 'rejected'; readonly reason: 'mismatch'; readonly locks?: true }
  /** The right code, used before: the next one comes at `nextAt`. */
  | {
      readonly outcome: 'rejected'
      readonly reason: 'replayed'
      readonly nextAt: Instant
      readonly locks?: true
    }
  /** No code at all: not charged, because it could not have been right. */
  | { readonly outcome: 'malformed'; readonly digits: readonly number[] }
  | { readonly outcome: 'throttled'; readonly retryAt: Instant }
  | { readonly outcome: 'locked' }

/** What came of a recovery code. */
export type Recovery =
  /** `remaining`: how many codes of the set still work. */
  | {
      readonly outcome: 'accepted'
      readonly set: RecoveryCodeSetId
      readonly remaining: number
    }
  /** `locks`: see `Verification`. */
  | {
      readonly outcome: 'rejected'
      readonly reason: 'mismatch' | 'used'
      readonly locks?: true
    }
  /** No recovery code at all: not charged, because it could not have been right. */
  | { readonly outcome: 'malformed' }
  | { readonly outcome: 'throttled'; readonly retryAt: Instant }
  | { readonly outcome: 'locked' }

/** Why a first code did not match, as far as that can be known: told to whoever was shown the key, and no proof of anything. */
export type FirstCodeFlaw =
  /** The program goes by the standard settings, whatever the key says. */
  | {
      readonly is: 'settings_ignored'
      readonly settings: readonly TotpSetting[]
      readonly parameters: TotpParameters
    }
  /** It took the letters of the key for the key. */
  | { readonly is: 'key_as_text' }
  /** Seconds that its clock is fast; negative where it is slow. */
  | { readonly is: 'clock_wrong'; readonly fast: number }

/** What came of the first code of a pending authenticator. */
export type Confirmation =
  | {
      readonly outcome: 'confirmed'
      readonly authenticator: AuthenticatorId
      readonly name: string
      /** The codes that were drafted, where they stand now. */
      readonly recoveryCodes?: RecoveryCodeSet
    }
  | { readonly outcome: 'rejected'; readonly flaw?: FirstCodeFlaw }
  /** The last of the wrong codes that a device bears: it waits no more. */
  | { readonly outcome: 'given_up'; readonly name: string }
  | { readonly outcome: 'malformed'; readonly digits: readonly number[] }
  /** Right, but another device took the name, or the last place, meanwhile. It still waits. */
  | { readonly outcome: 'name_taken' | 'limit_reached'; readonly name: string }
  /** Meanwhile another of the account's was confirmed whose name looks like its own. */
  | { readonly outcome: 'name_lookalike'; readonly name: string; readonly other: string }
  /** Expired, removed, replaced by another, or confirmed by another request. */
  | { readonly outcome: 'gone' }

/** Why a device cannot have a name. */
export type NameRefusal =
  { readonly outcome: 'name_invalid' | 'name_invisible' | 'name_taken' } | LookAlike

/** What became of adding a device. */
export type Enrolment =
  | { readonly outcome: 'begun'; readonly id: AuthenticatorId }
  | { readonly outcome: 'limit_reached' }
  | NameRefusal

/** What was wrong with a name; a new one might do, but for `limit_reached`. */
export type NameFlaw = Exclude<Enrolment, { readonly outcome: 'begun' }>

/** What became of giving a device another name. */
export type Renaming =
  { readonly outcome: 'renamed' } | { readonly outcome: 'not_found' } | NameRefusal

/** The name looks like that of another device of the account, which is told. */
export interface LookAlike {
  readonly outcome: 'name_lookalike'
  readonly other: string
}
