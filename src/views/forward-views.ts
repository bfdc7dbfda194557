import type { Pages } from '../pages/pages.ts'
import type { Texts } from './texts.ts'
import type { View } from './view.ts'

/** The page between two others: a form that goes on by itself. */
export function forwardView(model: Pages['forward'], texts: Texts): View {
  return {
    ...wordsOf(model, texts),
    failed: false,
    action: model.action,
    fields: Object.entries(model.fields),
    submit: texts.common.continue,
  }
}

function wordsOf({ code, applicationName = '' }: Pages['forward'], { forward }: Texts) {
  const words = {
    to_application: {
      heading: forward.toApplication({ application: applicationName }),
      lead: forward.toApplicationLead({ application: applicationName }),
    },
    sign_out: { heading: forward.signOut, lead: forward.signOutLead },
    switch_account: { heading: forward.switchAccount, lead: forward.switchAccountLead },
    connect: { heading: forward.connect, lead: forward.connectLead },
  } satisfies Record<Pages['forward']['code'], object>
  return words[code]
}
