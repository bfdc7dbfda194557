import { createFormats, type LanguageFacts } from '../format.ts'

export const language: LanguageFacts = {
  tag: 'fr',
  name: 'Français',
  direction: 'ltr',
  locale: 'fr',
}

export const formats = createFormats('fr', language.locale)
