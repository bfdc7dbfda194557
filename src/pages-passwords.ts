import type { AccountFrame, Form, FormError } from './pages.ts'

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

/** An error beside the field that it belongs to; there is never more than one. */
export type PasswordChangeError =
  | { readonly field: 'password'; readonly error: FormError }
  | { readonly field: 'code'; readonly error: EitherCodeError }
  | { readonly field: 'new_password'; readonly error: NewPasswordError }

/** The models of the pages about passwords, by the name of their view. */
export interface PasswordPages {
  /** The console's page: the present password, a code where the account has a second factor, a new one. */
  readonly 'password-change': Form & {
    readonly frame: AccountFrame
    readonly codeNeeded: boolean
    readonly shortest: number
    /** It was just changed. */
    readonly changed: boolean
    readonly error?: PasswordChangeError
  }
}
