import type { LeavingNotice } from '../pages/leaving.ts'
import type { Pages } from '../pages/pages.ts'
import { formView } from './form-view.ts'
import type { Texts } from './texts.ts'
import { fieldError, passwordField, type View } from './view.ts'

/** An account that its owner wants deleted. */

export function accountDeleteView(model: Pages['account-delete'], texts: Texts): View {
  const { leaving } = texts
  const { error } = model
  return formView({
    heading: leaving.heading,
    lead: leaving.lead({ time: texts.formats.lifetime(model.days * 86_400) }),
    lines: [leaving.goes, leaving.kept, leaving.meanwhile],
    form: model,
    accountName: model.accountName,
    username: model.passwordNeeded ? model.accountName : undefined,
    fields: model.passwordNeeded
      ? [
          passwordField({
            name: 'password',
            label: texts.common.password,
            hint: texts.secondFactor.turnOff.passwordHint,
            error: error && fieldError(texts, error),
            focused: error !== undefined,
          }),
        ]
      : [],
    submit: leaving.submit,
    danger: true,
    keep: leaving.keep,
    cancelHref: model.cancelHref,
  })
}

export function accountLeavingView(model: Pages['account-leaving'], texts: Texts): View {
  const { leaving, recoveryCodesLeft, common } = texts
  const { next, backHref } = model
  return {
    heading: leaving.leavingHeading,
    lead: leaving.leavingLead({ until: texts.formats.dateTime(model.until) }),
    failed: false,
    form: model,
    accountName: model.accountName,
    submit: leaving.keep,
    goOn: next && { ...next, text: recoveryCodesLeft.goOn({ application: next.applicationName }) },
    back: backHref === undefined ? undefined : { href: backHref, text: common.back },
  }
}

/** Above everything else on the account's first page. */
export const leavingNotice = ({ until, stay }: LeavingNotice, { leaving, formats }: Texts) => ({
  title: leaving.leavingHeading,
  text: leaving.leavingLead({ until: formats.dateTime(until) }),
  form: stay,
  submit: leaving.keep,
})
