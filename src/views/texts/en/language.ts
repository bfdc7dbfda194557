import { createFormats } from '../format.ts'

/** How a language is written; `tag` is BCP 47, as in `<html lang>`. */
export const language: { readonly tag: string; readonly direction: 'ltr' | 'rtl' } = {
  tag: 'en',
  direction: 'ltr',
}

export const formats = createFormats(language.tag)
