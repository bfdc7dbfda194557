import type { EitherCodeError, NewPasswordError } from '../../pages/passwords.ts'
import type { FormError } from '../../pages/parts.ts'

/** The errors that have words of their own here; the others' stand among those of all forms. */
export type PasswordFormError = Exclude<NewPasswordError | EitherCodeError, FormError>

interface ToldText {
  readonly heading: string
  /** The way on. */
  readonly link: string
}

/** The words of the pages about passwords. A language that lacks one fails the type check. */
export interface PasswordTexts {
  readonly change: {
    readonly heading: string
    /** Above what proves that it is the owner. */
    readonly confirm: string
    readonly lead: string
    /** Instead: the new password is kept, and the code alone is asked for again. */
    readonly kept: string
    /** To choose another new password than the one that is kept. */
    readonly another: string
    readonly present: string
    readonly code: string
    readonly new: string
    readonly submit: string
    readonly changed: string
  }
  readonly forgot: {
    /** The link on the sign-in page. */
    readonly link: string
    readonly heading: string
    readonly lead: (minutes: number) => string
    readonly missing: string
    /** To the sign-in that led there. */
    readonly back: string
    readonly submit: string
  }
  readonly reset: {
    readonly heading: string
    readonly lead: string
    readonly submit: string
  }
  readonly told: {
    readonly asked: ToldText & {
      readonly lead: (login: string, minutes: number) => string
      readonly nothing: string
    }
    readonly changed: ToldText & {
      readonly lead: string
      readonly linkTo: (application: string) => string
    }
    readonly expired: ToldText & { readonly lead: (minutes: number) => string }
    readonly outdated: ToldText & { readonly lead: string }
  }
  readonly newHint: (shortest: number) => string
  readonly errors: {
    readonly [Code in PasswordFormError['code']]: (
      error: Extract<PasswordFormError, { code: Code }>,
    ) => string
  }
}
