import { createFormats, type LanguageFacts } from '../format.ts'

export const language: LanguageFacts = {
  tag: 'de',
  name: 'Deutsch',
  direction: 'ltr',
  locale: 'de',
}

export const formats = createFormats('de', language.locale)
