import type { AccountForm, AccountFrame, Form, FormError } from './parts.ts'

/** What is wrong with a new address, beside the field that it belongs to. */
export type EmailError =
  | { readonly field: 'email'; readonly code: 'invalid' | 'unchanged' | 'too_many' }
  | { readonly field: 'password'; readonly error: FormError }

/** What was just done. */
export type EmailDone =
  /** A link is on its way there. */
  | { readonly code: 'asked'; readonly address: string; readonly minutes: number }
  | { readonly code: 'changed'; readonly address: string }

/** The models of the pages about an account's address, by the name of their view. */
export interface EmailPages {
  /** The console's page: where mails go, and another address. */
  readonly email: Form & {
    readonly frame: AccountFrame
    /** Absent where there is none. */
    readonly address?: string
    readonly verified: boolean
    /** How long a link to a new one will work. */
    readonly minutes: number
    /** No second factor protects the account: the password does. */
    readonly passwordNeeded: boolean
    /** What was typed. */
    readonly typed: string
    readonly done?: EmailDone
    readonly error?: EmailError
  }

  /** Behind the link to a new address: it is the account's when this is sent. */
  readonly 'email-confirm': AccountForm & {
    readonly address: string
  }

  /** Behind the link to an old address, which may be the account's again; nobody is signed in there. */
  readonly 'email-undo': Form & { readonly accountName: string; readonly address?: string }

  /** What only tells: `href` is the way on. */
  readonly 'email-told': {
    readonly code: 'expired' | 'undone' | 'outdated'
    readonly href: string
  }
}
