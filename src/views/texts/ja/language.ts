import { createFormats, type LanguageFacts } from '../format.ts'

export const language: LanguageFacts = {
  tag: 'ja',
  name: '日本語',
  direction: 'ltr',
  locale: 'ja',
}

export const formats = createFormats('ja', language.locale)
