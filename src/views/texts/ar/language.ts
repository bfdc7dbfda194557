import { createFormats, type LanguageFacts } from '../format.ts'

export const language: LanguageFacts = {
  tag: 'ar',
  name: 'العربية',
  direction: 'rtl',
  // Latin digits: those of the codes, which apps show and people type so.
  locale: 'ar-u-nu-latn',
}

export const formats = createFormats('ar', language.locale)
