import type { EitherCodeError, NewPasswordError, WaysBack } from '../pages/passwords.ts'
import type { Pages } from '../pages/pages.ts'
import type { FormError } from '../pages/parts.ts'
import { assertNever } from '../kernel/typing.ts'
import { accountFrame } from './account-frame.ts'
import { tell, type Texts } from './texts.ts'
import { fieldError, passwordField, textField, type FieldError, type View } from './view.ts'

/** The pages on which a password is changed, or replaced when it was forgotten. */

export function passwordChangeView(model: Pages['password-change'], texts: Texts): View {
  const { passwords } = texts
  const { change } = passwords
  const kept = model.anotherHref !== undefined
  const first = model.passwordNeeded ? 'password' : kept ? 'code' : 'new_password'
  const failed = model.error?.field ?? (model.changed ? undefined : first)
  const errorOf = (field: string) =>
    model.error?.field === field ? passwordFieldError(texts, model.error.error) : undefined
  const present = passwordField({
    name: 'password',
    label: change.present,
    error: errorOf('password'),
    focused: failed === 'password',
  })
  const code = textField({
    name: 'code',
    label: change.code,
    autocomplete: 'one-time-code',
    error: errorOf('code'),
    focused: failed === 'code',
  })
  const next = passwordField({
    name: 'new_password',
    label: change.new,
    hint: passwords.newHint({ shortest: model.shortest }),
    autocomplete: 'new-password',
    error: errorOf('new_password'),
    focused: failed === 'new_password',
  })
  return {
    heading: change.heading,
    lead: leadOf(model, texts),
    failed: model.error !== undefined,
    ...accountFrame(model.frame, texts),
    done: model.changed ? change.changed : undefined,
    form: model,
    fields: model.passwordNeeded
      ? [present]
      : [...(kept ? [] : [next]), ...(model.codeNeeded ? [code] : [])],
    submit: model.passwordNeeded ? texts.common.continue : change.submit,
    another: kept ? { href: model.anotherHref, text: change.another } : undefined,
  }
}

function leadOf(model: Pages['password-change'], { passwords: { change } }: Texts) {
  if (model.changed) return undefined
  if (model.passwordNeeded) return change.confirm
  return model.anotherHref === undefined ? change.lead : change.kept
}

function passwordFieldError(
  texts: Texts,
  error: FormError | EitherCodeError | NewPasswordError,
): FieldError {
  if (!isOurs(texts, error)) return fieldError(texts, error)
  return { text: tell(texts.passwords.errors, error), wait: undefined }
}

/** The errors that have words of their own here; the others' stand among those of all forms. */
type PasswordFormError = Exclude<NewPasswordError | EitherCodeError, FormError>

const isOurs = (
  { passwords }: Texts,
  error: FormError | EitherCodeError | NewPasswordError,
): error is PasswordFormError => error.code in passwords.errors

/** To the sign-in that is still open, and to the application behind it. */
function waysBack({ signInHref, back }: WaysBack, { links, passwords }: Texts) {
  return [
    ...(signInHref === undefined ? [] : [{ href: signInHref, text: passwords.forgot.back }]),
    ...(back ? [{ href: back.href, text: links.back_to({ application: back.name }) }] : []),
  ]
}

export function passwordForgotView(model: Pages['password-forgot'], texts: Texts): View {
  const { forgot } = texts.passwords
  return {
    heading: forgot.heading,
    lead: forgot.lead({ minutes: model.minutes }),
    failed: model.error !== undefined,
    form: model,
    fields: [
      textField({
        name: 'login',
        label: texts.signIn.login,
        value: model.login,
        autocomplete: 'username',
        error: model.error && { text: forgot.missing, wait: undefined },
        focused: true,
      }),
    ],
    submit: forgot.submit,
    back: waysBack(model, texts),
  }
}

export function passwordResetView(model: Pages['password-reset'], texts: Texts): View {
  const { passwords } = texts
  return {
    heading: passwords.reset.heading,
    lead: passwords.reset.lead,
    failed: model.error !== undefined,
    form: model,
    accountName: model.accountName,
    fields: [
      passwordField({
        name: 'new_password',
        label: passwords.change.new,
        hint: passwords.newHint({ shortest: model.shortest }),
        autocomplete: 'new-password',
        error: model.error && passwordFieldError(texts, model.error),
        focused: true,
      }),
    ],
    submit: passwords.reset.submit,
  }
}

export function passwordToldView(model: Pages['password-told'], texts: Texts): View {
  const words = texts.passwords.told
  const link = { href: model.href, text: words[model.code].link, main: model.code !== 'asked' }
  const page = { heading: words[model.code].heading, failed: false, hint: undefined, links: [link] }
  switch (model.code) {
    case 'asked': {
      const back = waysBack(model, texts).map((way, index) => ({ ...way, main: index === 0 }))
      return {
        ...page,
        lead: words.asked.lead(model),
        hint: words.asked.nothing,
        links: [...back, link],
      }
    }
    case 'changed': {
      const { applicationName } = model
      const text =
        applicationName === undefined
          ? link.text
          : words.changed.linkTo({ application: applicationName })
      return { ...page, lead: words.changed.lead, links: [{ ...link, text }] }
    }
    case 'expired':
      return {
        ...page,
        failed: true,
        lead: words.expired.lead({ minutes: model.minutes }),
        links: [link, ...waysBack(model, texts).map((way) => ({ ...way, main: false }))],
      }
    case 'outdated':
      return {
        ...page,
        failed: true,
        lead: words.outdated.lead,
        links: [link, ...waysBack(model, texts).map((way) => ({ ...way, main: false }))],
      }
    default:
      return assertNever(model)
  }
}
