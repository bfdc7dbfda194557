import type { EitherCodeError, NewPasswordError } from '../pages-passwords.ts'
import type { FormError, Pages } from '../pages.ts'
import { accountFrame } from './account-frame.ts'
import type { PasswordFormError } from './texts/password-texts.ts'
import type { Texts } from './texts.ts'
import { fieldError, passwordField, textField, type FieldError, type View } from './view.ts'

/** The pages on which a password is changed, or replaced when it was forgotten. */

export function passwordChangeView(model: Pages['password-change'], texts: Texts): View {
  const { passwords } = texts
  const { change } = passwords
  const failed = model.error?.field ?? (model.changed ? undefined : 'password')
  const told = (field: string) =>
    model.error?.field === field ? passwordFieldError(texts, model.error.error) : undefined
  const present = passwordField({
    name: 'password',
    label: change.present,
    error: told('password'),
    focused: failed === 'password',
  })
  const code = textField({
    name: 'code',
    label: change.code,
    autocomplete: 'one-time-code',
    error: told('code'),
    focused: failed === 'code',
  })
  const next = passwordField({
    name: 'new_password',
    label: change.new,
    hint: passwords.newHint(model.shortest),
    autocomplete: 'new-password',
    error: told('new_password'),
    focused: failed === 'new_password',
  })
  return {
    heading: change.heading,
    lead: model.changed ? undefined : change.lead,
    failed: model.error !== undefined,
    ...accountFrame(model.frame, texts),
    done: model.changed ? change.changed : undefined,
    form: model,
    // Password managers take a text field before a password for the beginning of another form.
    fields: model.codeNeeded ? [present, next, code] : [present, next],
    submit: change.submit,
  }
}

function passwordFieldError(
  texts: Texts,
  error: FormError | EitherCodeError | NewPasswordError,
): FieldError {
  if (!isOurs(texts, error)) return fieldError(texts, error)
  // The table types each entry by its own code, which is the one it is looked up by.
  const told = texts.passwords.errors[error.code] as (error: PasswordFormError) => string
  return { text: told(error), wait: undefined }
}

const isOurs = (
  { passwords }: Texts,
  error: FormError | EitherCodeError | NewPasswordError,
): error is PasswordFormError => error.code in passwords.errors
