import type { AccountForm, Form, FormError } from './parts.ts'

/** The pages on which an owner has the account deleted, and takes that back. */
export interface LeavingPages {
  /** Asks, and says what goes and what is kept. */
  readonly 'account-delete': AccountForm & {
    /** For so long it can be taken back. */
    readonly days: number
    /** Where there is no second factor to ask for. */
    readonly passwordNeeded: boolean
    readonly error?: FormError
  }

  /** It is going to be deleted: `action` takes that back (POST). In the account's pages, and at each sign-in. */
  readonly 'account-leaving': Form & {
    readonly accountName: string
    readonly until: Date
    /** Back to the account's pages. */
    readonly backHref?: string
    /** On to the application nevertheless (POST). */
    readonly next?: Form & { readonly applicationName: string }
  }
}

/** What the account's first page says of it. */
export interface LeavingNotice {
  readonly until: Date
  /** Takes it back (POST). */
  readonly stay: Form
}
