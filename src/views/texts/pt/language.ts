import { createFormats, type LanguageFacts } from '../format.ts'

export const language: LanguageFacts = {
  tag: 'pt',
  name: 'Português',
  direction: 'ltr',
  locale: 'pt',
}

export const formats = createFormats('pt', language.locale)
