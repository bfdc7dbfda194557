import type { Pages } from '../pages/pages.ts'
import type { Texts } from './texts.ts'
import { textField, type View } from './view.ts'

/** The pages on which another machine is let in by its code. */

export function connectView(model: Pages['connect'], { connect, common }: Texts): View {
  const { error } = model
  return {
    heading: connect.heading,
    lead: connect.lead,
    failed: error !== undefined,
    action: model.action,
    xsrf: model.xsrf,
    fields: [
      textField({
        name: 'user_code',
        label: connect.code,
        value: model.userCode,
        error: error && { text: connect.errors[error], wait: undefined },
        focused: true,
      }),
    ],
    submit: common.continue,
  }
}

export function connectConfirmView(model: Pages['connect-confirm'], { connect }: Texts): View {
  return {
    heading: connect.confirmHeading({ application: model.applicationName }),
    lead: connect.confirmLead,
    failed: false,
    action: model.action,
    xsrf: model.xsrf,
    userCode: model.userCode,
    from: model.address === '' ? undefined : connect.from({ address: model.address }),
    warning: connect.warning,
    yes: connect.yes,
    no: connect.no,
  }
}
