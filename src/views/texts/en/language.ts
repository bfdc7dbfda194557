import { createFormats, type LanguageFacts } from '../format.ts'

export const language: LanguageFacts = {
  tag: 'en',
  name: 'English',
  direction: 'ltr',
  // The day before the month, and its name: nobody anywhere takes one for the other.
  locale: 'en-GB',
}

export const formats = createFormats('en', language.locale)
