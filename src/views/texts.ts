import { en } from './texts/en.ts'

/**
 * Every word that a page shows, in one language: constants, and functions of what they tell. A
 * language is one file that is a `Texts`; a key that it lacks fails the type check. Sentences are
 * whole, never glued together, because languages order and inflect their words differently.
 */
export type Texts = typeof en

/** The languages there are, by BCP 47 tag. */
export const languages = { en } satisfies Readonly<Record<string, Texts>>

export const english: Texts = en
