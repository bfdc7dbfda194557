import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { LANGUAGES, type Language } from '../kernel/languages.ts'
import { viewsFolder } from './assets.ts'
import { createFormats, type Formats, type LanguageFacts } from './texts/format.ts'
import { isolate } from './texts/isolate.ts'
import { speaker, type Say, type Voice } from './texts/message.ts'
import type { Messages } from './texts/messages.ts'

/**
 * Every word that a page shows, in one language: what takes no facts is a string, and what does is a function of
 * them. They are written in `views/texts/<language>.json`; `views/texts/README.md` says how. Sentences are whole,
 * never glued together, because languages order and inflect their words differently.
 */
export type Texts = Messages & Voice

/** The words of the languages there are. */
export type Catalogues = Readonly<Record<Language, Texts>>

/** A language is read when it is first spoken. */
export const catalogues: Catalogues = lazily(
  Object.fromEntries(LANGUAGES.map((tag) => [tag, () => readTexts(tag)])) as {
    readonly [Tag in Language]: () => Texts
  },
)

export const english: Texts = catalogues.en

function readTexts(tag: Language): Texts {
  const file = join(viewsFolder, 'texts', `${tag}.json`)
  // Ours: tests compare each language with the English one, which `Messages` is made of.
  const { language: facts, ...messages } = JSON.parse(readFileSync(file, 'utf8')) as Messages & {
    readonly language: Omit<LanguageFacts, 'tag'>
  }
  const language = { tag, ...facts }
  const voice = lazily<Voice>({ language: () => language, formats: () => formatsOf(language) })
  return Object.assign(voice, speaking(messages, speaker(voice)))
}

/** Names are isolated in what is said of them. */
function formatsOf({ tag, locale, direction }: LanguageFacts): Formats {
  const formats = createFormats(tag, locale)
  return {
    ...formats,
    list: (names) => formats.list(names.map((name) => isolate(name, direction))),
  }
}

/** The same texts; those that take facts are functions of them. */
function speaking<Part>(part: Part, sayingOf: (message: string) => Say<object>): Part
function speaking(part: unknown, sayingOf: (message: string) => Say<object>): unknown {
  if (typeof part === 'string') return part.includes('{') ? sayingOf(part) : part
  if (Array.isArray(part)) return part.map((one) => speaking<unknown>(one, sayingOf))
  const parts = Object.entries(part as object)
  return Object.fromEntries(parts.map(([key, one]) => [key, speaking<unknown>(one, sayingOf)]))
}

/** Makes each part when it is first asked for. */
function lazily<Whole extends object>(makers: {
  readonly [Key in keyof Whole]: () => Whole[Key]
}): Whole {
  const whole = {} as Whole
  for (const [key, make] of Object.entries<() => unknown>(makers)) {
    Object.defineProperty(whole, key, {
      configurable: true,
      enumerable: true,
      get: () => {
        const value = make()
        Object.defineProperty(whole, key, { value, enumerable: true })
        return value
      },
    })
  }
  return whole
}

/** Of a union of facts, those that come with one code. */
type FactsOf<Told, Code> = Told extends { readonly code: infer Codes }
  ? Code extends Codes
    ? Told
    : never
  : never

/** A table of texts by code: each takes no more than its code comes with. */
export type TextsFor<Told extends { readonly code: string }> = {
  readonly [Code in Told['code']]: string | ((facts: FactsOf<Told, Code>) => string)
}

/** What a table says of a fact. */
export function tell<Told extends { readonly code: string }>(
  texts: TextsFor<Told>,
  given: Told,
): string {
  return say(texts[given.code as Told['code']], given)
}

/** A text, whether it takes facts or not. */
export const say = (text: string | ((facts: never) => string), facts: object): string =>
  typeof text === 'string' ? text : text(facts as never)
