import { createFormats, type LanguageFacts } from '../format.ts'

export const language: LanguageFacts = {
  tag: 'es',
  name: 'Español',
  direction: 'ltr',
  locale: 'es',
}

export const formats = createFormats('es', language.locale)
