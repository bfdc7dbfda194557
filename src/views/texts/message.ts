import { IntlMessageFormat, type Formatters } from 'intl-messageformat'
import type { Formats, LanguageFacts } from './format.ts'
import { isolate } from './isolate.ts'

/** How a language is written, and how it says numbers and times. */
export interface Voice {
  readonly language: LanguageFacts
  readonly formats: Formats
}

/** A text that is given facts. */
export type Say<Facts extends object> = (facts: Readonly<Facts>) => string

/** How a number is written, `{minutes, number, minutes}`; without a style it is written as it is. */
export const NUMBER_STYLES = {
  /** How long, in words: "45 seconds", "2 minutes". Each is named after the unit that it is given. */
  seconds: {},
  minutes: {},
  hours: {},
  /** "12 s", for seconds where there is little room. */
  brief: {},
  /** "6 or 8", for several numbers. */
  either: {},
} as const

/** What a message is given, and what for. */
export type Argument =
  | { readonly name: string; readonly as: 'shown' }
  | { readonly name: string; readonly as: 'number'; readonly style: unknown }
  | { readonly name: string; readonly as: 'plural' | 'select'; readonly options: readonly string[] }

type Parts = ReturnType<IntlMessageFormat['getAst']>

/** Of the parser's `TYPE`, which the library does not export. */
const SHOWN = 1
const NUMBER = 2

const isOf = ({ type }: { readonly type: number }, wanted: number): boolean => type === wanted

const argumentsOf = (parts: Parts): readonly Argument[] =>
  parts.flatMap((part): readonly Argument[] => {
    if (isOf(part, SHOWN) && 'value' in part) return [{ name: part.value, as: 'shown' }]
    if (isOf(part, NUMBER) && 'style' in part) {
      return [{ name: part.value, as: 'number', style: part.style ?? undefined }]
    }
    if (!('options' in part)) return []
    const { value: name, options } = part
    const within = Object.values(options).flatMap((option) => argumentsOf(option.value))
    return [
      { name, as: 'pluralType' in part ? 'plural' : 'select', options: Object.keys(options) },
      ...within,
    ]
  })

/** What a message takes, in the order in which it is written. */
export const readArguments = (message: string): readonly Argument[] =>
  argumentsOf(new IntlMessageFormat(message, 'en', undefined, { ignoreTag: true }).getAst())

/**
 * How the messages of a language (ICU MessageFormat) become functions that say them. Each is compiled when it is
 * first said: to compile those of all languages would take a good part of a start, and most processes say few.
 *
 * What a message shows as `{name}` somebody has written, and is isolated, so that no sentence of any language can
 * forget to; numbers are ours, and what is only chosen by is not shown.
 */
export function speaker(voice: Voice): (message: string) => Say<object> {
  const { locale, direction } = voice.language
  let formatters: Formatters | undefined
  const compile = (message: string) => {
    formatters ??= formattersOf(voice)
    const options = { ignoreTag: true, formatters }
    const format = new IntlMessageFormat(message, locale, { number: NUMBER_STYLES }, options)
    const shown = argumentsOf(format.getAst()).filter(({ as }) => as === 'shown')
    return { format, shown: shown.map(({ name }) => name) }
  }
  return (message) => {
    let compiled: ReturnType<typeof compile> | undefined
    return (facts) => {
      const { format, shown } = (compiled ??= compile(message))
      const given: Record<string, unknown> = { ...facts }
      for (const name of shown) {
        const fact = given[name]
        if (typeof fact === 'string') given[name] = isolate(fact, direction)
      }
      // What it takes is derived from the messages: `messages.ts`.
      return String(format.format(given as Record<string, string>))
    }
  }
}

/** The library asks for `Intl`'s format of a number, and uses `format` alone. */
function formattersOf({ language, formats }: Voice): Formatters {
  const { duration, seconds, either } = formats
  const styles = new Map<unknown, (given: never) => string>([
    [NUMBER_STYLES.seconds, duration],
    [NUMBER_STYLES.minutes, (minutes: number) => duration(minutes * 60)],
    [NUMBER_STYLES.hours, (hours: number) => duration(hours * 3600)],
    [NUMBER_STYLES.brief, seconds],
    [NUMBER_STYLES.either, either],
  ])
  const plurals = new Intl.PluralRules(language.locale)
  return {
    getNumberFormat: (_, style) =>
      ({ format: styles.get(style) ?? String }) as unknown as Intl.NumberFormat,
    getPluralRules: () => plurals,
    getDateTimeFormat: (...options) => new Intl.DateTimeFormat(...options),
  }
}
