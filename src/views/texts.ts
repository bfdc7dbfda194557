import type { Language } from '../languages.ts'
import { en } from './texts/en/index.ts'

/**
 * Every word that a page shows, in one language: constants, and functions of what they tell. A
 * language is one folder that makes a `Texts`; a key that it lacks fails the type check. Sentences are
 * whole, never glued together, because languages order and inflect their words differently.
 */
export type Texts = typeof en

/** The languages there are. */
export type Catalogues = Readonly<Partial<Record<Language, Texts>>>
export const catalogues: Catalogues = { en }

export const english: Texts = en
