import type { Language } from '../kernel/languages.ts'
import type { Pages } from '../pages/pages.ts'
import { accountFrame } from './account-frame.ts'
import { catalogues, type Texts } from './texts.ts'
import type { View } from './view.ts'

/** Each language is offered by its own name: who cannot read this page must find theirs. */
interface Choice {
  /** Empty: what the browser asks for. */
  readonly value: string
  readonly text: string
  readonly lang: string | undefined
  readonly direction: 'ltr' | 'rtl' | undefined
  readonly hint: string | undefined
  readonly checked: boolean
}

export function languageView(model: Pages['language'], texts: Texts): View {
  const { languageChoice } = texts
  const { chosen, saved } = model
  const confirmation = chosen === undefined ? languageChoice.savedBrowser : languageChoice.saved
  return {
    heading: languageChoice.heading,
    lead: languageChoice.lead,
    failed: false,
    ...accountFrame(model.frame, texts),
    form: model,
    done: saved ? confirmation : undefined,
    choices: [
      {
        value: '',
        text: languageChoice.browser,
        lang: undefined,
        direction: undefined,
        hint: languageChoice.browserNow({ language: catalogues[model.browser].language.name }),
        checked: chosen === undefined,
      },
      ...model.languages.map((language) => choiceOf(language, chosen)),
    ] satisfies Choice[],
    submit: languageChoice.submit,
  }
}

function choiceOf(language: Language, chosen: Language | undefined): Choice {
  const { tag, name, direction } = catalogues[language].language
  const checked = language === chosen
  return { value: language, text: name, lang: tag, direction, hint: undefined, checked }
}
