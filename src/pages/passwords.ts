import type { AccountFrame, Form, FormError } from './parts.ts'

/** What is wrong with a password that was chosen. */
export type NewPasswordError =
  | { readonly code: 'too_short'; readonly shortest: number }
  | { readonly code: 'too_long'; readonly longest: number }
  /** Among the first that anybody would guess. */
  | { readonly code: 'common' }
  /** Made of the account's own names, or the service's. */
  | { readonly code: 'own_words' }
  /** It is the one that it should replace. */
  | { readonly code: 'unchanged' }

/** What is wrong with a code, where one from an app and a recovery code are both taken. */
export type EitherCodeError =
  | Extract<FormError, { code: 'throttled' | 'locked' | 'code_just_used' }>
  | { readonly code: 'either_wrong' }
  /** It can be neither. */
  | { readonly code: 'either_malformed' }
  | { readonly code: 'recovery_code_used' }

/** An error beside the field that it belongs to; each field has one at most. */
export type PasswordChangeError =
  | { readonly field: 'password'; readonly error: FormError }
  | { readonly field: 'code'; readonly error: EitherCodeError }
  | { readonly field: 'new_password'; readonly error: NewPasswordError }

/** To the application that one came from, by its name. */
export interface WayBack {
  readonly href: string
  readonly name: string
}

/** Where somebody goes who does not want a new password after all; one of them is there. */
export interface WaysBack {
  /** To the sign-in that is still open, or to a new one where there is no application. */
  readonly signInHref?: string
  readonly back?: WayBack
}

/** Pages about a forgotten password that only tell, with the ways on. */
export type PasswordTold =
  /** The same for every name. `href`: to ask again. */
  | (WaysBack & {
      readonly code: 'asked'
      readonly login: string
      readonly minutes: number
      readonly href: string
    })
  /** `href`: to sign in, at the application where there is one. */
  | { readonly code: 'changed'; readonly href: string; readonly applicationName?: string }
  /** The link does not work any more. `href`: to ask for another. */
  | (WaysBack & { readonly code: 'expired'; readonly minutes: number; readonly href: string })
  /** The form was not opened in this browser, or too long ago. `href`: to open it again. */
  | (WaysBack & { readonly code: 'outdated'; readonly href: string })

/** The models of the pages about passwords, by the name of their view. */
export interface PasswordPages {
  /**
   * The console's page: the present password and, where the account has a second factor, a code, as far as this
   * form was not given them already; then a new password.
   */
  readonly 'password-change': Form & {
    readonly frame: AccountFrame
    readonly passwordNeeded: boolean
    readonly codeNeeded: boolean
    /** A new password is kept and only the code was wrong: to the form for another. */
    readonly anotherHref?: string
    readonly shortest: number
    /** It was just changed. */
    readonly changed: boolean
    readonly error?: PasswordChangeError
  }

  /** Whose password was forgotten? */
  readonly 'password-forgot': Form &
    WaysBack & {
      /** As it was typed before, on the page that asks for the password. */
      readonly login: string
      /** How long the link will work. */
      readonly minutes: number
      readonly error?: { readonly code: 'login_missing' }
    }

  /** Behind the link: a new password. */
  readonly 'password-reset': Form & {
    readonly accountName: string
    readonly shortest: number
    readonly error?: NewPasswordError
  }

  readonly 'password-told': PasswordTold
}
