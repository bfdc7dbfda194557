import type { EitherCodeError, NewPasswordError } from '../../pages-passwords.ts'
import type { FormError } from '../../pages.ts'

/** The errors that have words of their own here; the others' stand among those of all forms. */
export type PasswordFormError = Exclude<NewPasswordError | EitherCodeError, FormError>

/** The words of the pages about passwords. A language that lacks one fails the type check. */
export interface PasswordTexts {
  readonly change: {
    readonly heading: string
    readonly lead: string
    readonly present: string
    readonly code: string
    readonly new: string
    readonly submit: string
    readonly changed: string
  }
  readonly newHint: (shortest: number) => string
  readonly errors: {
    readonly [Code in PasswordFormError['code']]: (
      error: Extract<PasswordFormError, { code: Code }>,
    ) => string
  }
}
