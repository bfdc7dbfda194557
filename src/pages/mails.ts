import type { AccountId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import type { Language } from '../kernel/languages.ts'
import type { Origin } from '../kernel/origin.ts'
import type { Secret } from '../kernel/secret.ts'

/** What every mail tells: to whom, in which words, and when and from where it happened. */
export interface MailFacts {
  readonly accountId: AccountId
  /** The address, without a name. */
  readonly to: string
  /** What its owner calls the account. Absent in mails that waited when this was new. */
  readonly account?: string
  readonly language: Language
  /** When it happened, not when it is sent. */
  readonly at: Instant
  /** Absent where nobody's browser did it: on the command line. */
  readonly origin?: Origin
}

/** What somebody is told by mail about their account. */
export type Mail = MailFacts &
  /** `name`: what its owner calls the device. */
  (
    | { readonly kind: 'device_added'; readonly name: string }
    | { readonly kind: 'device_removed'; readonly name: string }
    | {
        readonly kind: 'recovery_code_used'
        /** How many codes still work. */
        readonly remaining: number
      }
    | { readonly kind: 'recovery_codes_regenerated' }
    | { readonly kind: 'second_factor_off' }
    /** An administrator removed every second factor. */
    | { readonly kind: 'second_factor_reset' }
    | { readonly kind: 'password_changed'; readonly by: 'owner' | 'reset' | 'administrator' }
    | {
        readonly kind: 'password_reset_link'
        /** Opens the account's password to whoever has it. */
        readonly link: Secret<string>
        /** How long it works, from `at`. */
        readonly minutes: number
      }
    /** There were too many wrong ones: none is looked at from here on. */
    | { readonly kind: 'account_locked'; readonly factor: 'password' | 'code' }
    | {
        /** To a new address, which is the account's when its owner opens the link. */
        readonly kind: 'email_change_link'
        readonly link: Secret<string>
        /** How long it works, from `at`. */
        readonly minutes: number
      }
    | {
        /** To the address that was the account's. */
        readonly kind: 'email_changed'
        /** Gives the account its former address back. */
        readonly link: Secret<string>
        /** How long it works, from `at`. */
        readonly hours: number
      }
    | {
        /** Its owner wants the account deleted. */
        readonly kind: 'account_leaving'
        /** Until then that can be taken back. */
        readonly until: Instant
      }
    | { readonly kind: 'account_staying' }
    /** The account is gone. */
    | { readonly kind: 'account_removed' }
    /** Somebody gave the right password, and then wrong codes. */
    | { readonly kind: 'wrong_codes' }
    /** The same, in a browser in which the account's codes were right before. */
    | { readonly kind: 'wrong_codes_known_browser' }
  )

export type MailKind = Mail['kind']

/** A mail as it is sent, without its addresses. */
export interface MailContent {
  readonly subject: string
  readonly text: string
  /** A complete document that loads nothing. */
  readonly html: string
  /** Where it leads, as in both versions. */
  readonly links: readonly MailLink[]
}

export interface MailLink {
  readonly text: string
  readonly href: string
}

export type RenderMail = (mail: Mail) => MailContent
