import type { EmailDone } from '../pages/email.ts'
import type { Pages } from '../pages/pages.ts'
import { accountFrame } from './account-frame.ts'
import { formView } from './form-view.ts'
import type { Texts } from './texts.ts'
import { fieldError, passwordField, textField, type View } from './view.ts'

/** The pages on which an account's address is changed, and a change is undone. */

export function emailView(model: Pages['email'], texts: Texts): View {
  const { email, common } = texts
  const { error, passwordNeeded } = model
  const address = textField({
    name: 'email',
    label: waits(model) ? email.heading : email.next,
    value: model.typed,
    hint: email.hint({ minutes: model.minutes }),
    autocomplete: 'email',
    error:
      error?.field === 'email' ? { text: email.errors[error.code], wait: undefined } : undefined,
    focused: error ? error.field === 'email' : !model.done,
  })
  const password = passwordField({
    name: 'password',
    label: common.password,
    error: error?.field === 'password' ? fieldError(texts, error.error) : undefined,
    focused: error?.field === 'password',
  })
  return {
    heading: email.heading,
    lead: stateOf(model, texts),
    failed: error !== undefined,
    ...accountFrame(model.frame, texts),
    done: model.done && doneText(model.done, texts),
    form: model,
    fields: passwordNeeded ? [address, password] : [address],
    submit: email.submit,
  }
}

/** Where mails go, and whether that was proved. */
export function stateOf(
  { address, verified }: { readonly address?: string; readonly verified: boolean },
  { email }: Texts,
): string {
  if (address === undefined) return email.none
  return verified ? email.verified({ address }) : email.unverified({ address })
}

/** An address that its owner can confirm as it is. */
const waits = ({ address, verified }: { readonly address?: string; readonly verified: boolean }) =>
  address !== undefined && !verified

/** What leads to the page of the address. */
export const linkOf = (
  model: { readonly address?: string; readonly verified: boolean },
  { email }: Texts,
): string => (waits(model) ? email.confirm.heading : email.link)

const doneText = (done: EmailDone, { email }: Texts): string =>
  done.code === 'asked' ? email.asked(done) : email.changed(done)

export function emailConfirmView(model: Pages['email-confirm'], { email, common }: Texts): View {
  const { confirm } = email
  return formView({
    heading: confirm.heading,
    lead: confirm.lead(model),
    form: model,
    accountName: model.accountName,
    submit: confirm.submit,
    cancelHref: model.cancelHref,
    keep: common.cancel,
  })
}

export function emailUndoView(model: Pages['email-undo'], { email }: Texts): View {
  const { undo } = email
  return formView({
    heading: undo.heading,
    lead: model.address === undefined ? undo.leadWithout : undo.lead({ address: model.address }),
    form: model,
    accountName: model.accountName,
    submit: undo.submit,
  })
}

export function emailToldView({ code, href }: Pages['email-told'], { email }: Texts): View {
  const { heading, lead, link } = email.told[code]
  return {
    heading,
    lead,
    failed: code !== 'undone',
    hint: undefined,
    links: [{ href, text: link, main: true }],
  }
}
