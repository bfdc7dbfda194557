import type { Language } from '../kernel/languages.ts'
import { ar } from './texts/ar/index.ts'
import { de } from './texts/de/index.ts'
import { en } from './texts/en/index.ts'
import { es } from './texts/es/index.ts'
import { fr } from './texts/fr/index.ts'
import { isolate, isolating } from './texts/isolate.ts'
import { ja } from './texts/ja/index.ts'
import { pt } from './texts/pt/index.ts'
import type { Formats } from './texts/format.ts'
import { zhHans } from './texts/zh-Hans/index.ts'

/**
 * Every word that a page shows, in one language: constants, and functions of what they tell. A
 * language is one folder that makes a `Texts`; a key that it lacks fails the type check. Sentences are
 * whole, never glued together, because languages order and inflect their words differently.
 */
export type Texts = Omit<typeof en, 'formats'> & { readonly formats: Formats }

/** The words of the languages there are. */
export type Catalogues = Readonly<Record<Language, Texts>>

/** As they were written; `catalogues` is what pages use. */
export const written: Catalogues = { en, de, fr, es, pt, ja, 'zh-Hans': zhHans, ar }

export const catalogues: Catalogues = Object.fromEntries(
  Object.entries(written).map(([tag, texts]) => [tag, readable(texts)]),
) as Catalogues

export const english: Texts = catalogues.en

/** Numbers and times are ours; names are isolated in what is said of them. */
function readable(texts: Texts): Texts {
  const { language, formats } = texts
  const list: Formats['list'] = (names) =>
    formats.list(names.map((name) => isolate(name, language.direction)))
  return { ...isolating(texts, language.direction), language, formats: { ...formats, list } }
}
