import type { FormError } from '../pages/parts.ts'
import { CODE_PATTERN, LONGEST_TYPED_CODE } from '../kernel/typed.ts'
import { tell, type Texts } from './texts.ts'

/**
 * What a template is given: words, addresses and yes or no. Templates read the properties by name
 * and a name that does not exist throws, so each page sets all of its own, `undefined` included.
 */
export interface View {
  readonly heading: string
  /** Something went wrong: the title says so first, for those who hear it. */
  readonly failed: boolean
  readonly [local: string]: unknown
}

/** One labelled input, with all that `partials/field.ejs` shows around it. */
export interface Field {
  readonly name: string
  readonly label: string
  readonly type: 'text' | 'password'
  readonly value: string
  readonly autocomplete: string
  /** False where it may stay empty. */
  readonly required: boolean
  /** Shown, and sent along, but not to be changed here. */
  readonly fixed: boolean
  /** A link beside the label. */
  readonly link: { readonly href: string; readonly text: string } | undefined
  /** A page has at most one. */
  readonly focused: boolean
  readonly hint: string | undefined
  readonly error: FieldError | undefined
  /** Set for a code: the script sends the form when so many digits stand there. */
  readonly code:
    | {
        readonly digits: number
        readonly sent: string | undefined
        readonly pattern: string
        readonly longest: number
      }
    | undefined
  /** Copied letter by letter, and the same way round in every language. */
  readonly spelled?: { readonly longest: number }
}

/** A box to tick, with all that `partials/choice.ejs` shows around it; sent as `yes`. */
export interface Choice {
  readonly name: string
  readonly label: string
  readonly hint: string
  readonly checked: boolean
}

export interface FieldError {
  readonly text: string
  /** Seconds until another attempt can succeed; the script counts them down. */
  readonly wait: number | undefined
}

export function fieldError(texts: Texts, error: FormError): FieldError {
  return {
    text: tell(texts.errors, error),
    wait: 'seconds' in error ? Math.max(1, Math.ceil(error.seconds)) : undefined,
  }
}

type FieldOptions = Pick<Field, 'name' | 'label' | 'focused'> &
  Partial<Omit<Field, 'name' | 'label' | 'focused' | 'type' | 'code'>>

export function textField(options: FieldOptions): Field {
  return {
    type: 'text',
    value: '',
    autocomplete: 'off',
    required: true,
    fixed: false,
    link: undefined,
    hint: undefined,
    error: undefined,
    code: undefined,
    ...options,
  }
}

export function passwordField(options: FieldOptions): Field {
  return { ...textField({ autocomplete: 'current-password', ...options }), type: 'password' }
}

/** "6-digit code", "6 or 8-digit code" */
export function codeLabel({ common }: Texts, lengths: readonly number[]): string {
  const [digits, ...others] = lengths
  return digits === undefined || others.length > 0
    ? common.codes({ digits: lengths })
    : common.code({ digits })
}

/**
 * One field for the whole code (WCAG 3.3.8: it can be pasted and filled in). Never prefilled: what
 * was typed before was wrong or is used.
 */
export function codeField(
  texts: Texts,
  digits: readonly number[],
  error: FormError | undefined,
  hint: string | undefined,
  focused: boolean,
): Field {
  return {
    ...textField({ name: 'code', label: codeLabel(texts, digits), focused, hint }),
    autocomplete: 'one-time-code',
    error: error === undefined ? undefined : fieldError(texts, error),
    // With devices of several lengths a short code could be the beginning of a long one.
    // Who has made an error has seen that it is sent, and reads the error in that place.
    code: {
      digits: Math.max(...digits),
      sent: error === undefined ? texts.common.sentWithLastDigit : undefined,
      pattern: CODE_PATTERN,
      longest: LONGEST_TYPED_CODE,
    },
  }
}
