import type { Origin } from '../kernel/origin.ts'
import type { AccountId, AuthenticatorId, TrustedBrowserId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'

/** A browser from which wrong codes came; no more is known of it than that it is the same. */
export interface CodeBrowser {
  readonly id: string
  /** How many, since its last right one. */
  readonly wrongCodes: number
}

/**
 * What happened, for the audit trail: every authentication outcome with its factor, every change of
 * factors. No event carries a code, a password, a secret or a key URI.
 */
export type StepUpEvent = { readonly origin: Origin } & (
  | {
      readonly type: 'password'
      readonly outcome: 'accepted' | 'rejected' | 'throttled' | 'locked'
      readonly accountId?: AccountId
      readonly clientId?: string
      /** Somebody has signed in to the account in this browser before; so below. */
      readonly known?: boolean
    }
  | {
      readonly type: 'code'
      readonly outcome: 'accepted' | 'mismatch' | 'replayed' | 'throttled' | 'locked'
      readonly accountId: AccountId
      readonly authenticator?: AuthenticatorId
      readonly clientId?: string
      readonly known?: boolean
      readonly browser?: CodeBrowser
    }
  | {
      readonly type: 'signed_in' | 'stepped_up'
      readonly accountId: AccountId
      readonly clientId?: string
      /** The same as of a `password_alone` that it went on from. */
      readonly attempt?: string
      readonly methods: readonly string[]
      /** The class that was reached, by the name that it was asked for by. Absent where it is decided later. */
      readonly acr?: string
      /** The browser that was not asked for the routine code. */
      readonly trustedBrowser?: TrustedBrowserId
    }
  /** A right password with which more was due: whoever gave it gets no further without that. */
  | {
      readonly type: 'password_alone'
      readonly accountId: AccountId
      readonly clientId?: string
      /** Names this way through our pages: the sign-in that comes of it has the same. */
      readonly attempt: string
      readonly known?: boolean
    }
  | {
      readonly type: 'declined'
      /** What was declined. */
      readonly at: 'sign_in' | 'step_up' | 'consent'
      readonly accountId?: AccountId
      readonly clientId?: string
    }
  /**
   * With the attempt before there were too many wrong passwords at a name, or wrong codes at an account: none is
   * looked at from here on. Without an account: nobody has the name.
   */
  | {
      readonly type: 'account_locked'
      readonly factor: 'password' | 'code'
      readonly accountId?: AccountId
      readonly clientId?: string
    }
  | {
      readonly type: 'device_begun' | 'device_confirmed' | 'device_renamed' | 'device_removed'
      readonly accountId: AccountId
      readonly authenticator: AuthenticatorId
      /** What its owner calls it, after the event. */
      readonly name: string
    }
  | {
      readonly type: 'device_code_rejected'
      readonly outcome: 'mismatch'
      readonly accountId: AccountId
      readonly authenticator: AuthenticatorId
    }
  | {
      readonly type: 'recovery_code'
      readonly outcome: 'accepted' | 'mismatch' | 'used' | 'throttled' | 'locked'
      readonly accountId: AccountId
      /** How many codes still work, where one was accepted. */
      readonly remaining?: number
      readonly clientId?: string
      readonly known?: boolean
      readonly browser?: CodeBrowser
    }
  | {
      readonly type: 'recovery_codes_issued' | 'recovery_codes_regenerated' | 'recovery_codes_seen'
      readonly accountId: AccountId
    }
  /** The last second factor went: the password alone opens the account. */
  | { readonly type: 'second_factor_off'; readonly accountId: AccountId }
  /** An administrator removed every second factor. */
  | { readonly type: 'second_factor_reset'; readonly accountId: AccountId }
  | {
      readonly type: 'browser_trusted' | 'browser_forgotten'
      readonly accountId: AccountId
      readonly browser: TrustedBrowserId
    }
  | { readonly type: 'browsers_forgotten'; readonly accountId: AccountId; readonly count: number }
  | {
      readonly type: 'password_changed'
      readonly accountId: AccountId
      readonly by: 'owner' | 'reset' | 'administrator'
    }
  /**
   * Without an account: nobody has the name that was typed. `refused`: why no link was mailed, though
   * somebody has.
   */
  | {
      readonly type: 'password_reset_asked'
      readonly accountId?: AccountId
      readonly refused?: 'disabled' | 'no_address' | 'no_password' | 'throttled'
    }
  /** An administrator made the account, shut it out, let it in again, or forgot its failures. */
  | {
      readonly type: 'account_created' | 'account_disabled' | 'account_enabled' | 'account_unlocked'
      readonly accountId: AccountId
    }
  | {
      readonly type: 'account_removed'
      readonly accountId: AccountId
      readonly by: 'owner' | 'administrator'
    }
  /** Its owner wants it deleted, which can be taken back before `until`. */
  | {
      readonly type: 'account_leaving'
      readonly accountId: AccountId
      readonly until: Instant
    }
  /** Its owner has taken that back. */
  | { readonly type: 'account_staying'; readonly accountId: AccountId }
  /** A link to a new address was mailed there: it is the account's when its owner opens it. */
  | { readonly type: 'email_change_asked'; readonly accountId: AccountId }
  | {
      readonly type: 'email_changed'
      readonly accountId: AccountId
      readonly by: 'owner' | 'administrator'
      /** Whether the account is known to have the new address. */
      readonly verified: boolean
    }
  /** By a link that was mailed to the address that is the account’s again. */
  | { readonly type: 'email_change_undone'; readonly accountId: AccountId }
  | {
      readonly type: 'sessions_ended'
      readonly accountId: AccountId
      readonly count: number
      /** Absent where their owner wanted it, or has a new password. */
      readonly because?: 'too_many' | 'administrator'
    }
  | {
      readonly type: 'application_revoked'
      readonly accountId: AccountId
      readonly clientId: string
    }
)

/**
 * Called after the fact: it cannot change what happened. A page waits for it before it answers, so that
 * what is told to somebody has been recorded. One that throws or rejects is reported as an `error` event of
 * the Koa app around the pages (on stderr, unless something listens), and breaks nothing.
 */
export type EventSink = (event: StepUpEvent) => unknown
