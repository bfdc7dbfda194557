import type { Language } from '../../kernel/languages.ts'

/** How a language is written, and how `Intl` is asked for it. */
export interface LanguageFacts {
  /** BCP 47, as in `<html lang>`. */
  readonly tag: Language
  /** What it calls itself. */
  readonly name: string
  readonly direction: 'ltr' | 'rtl'
  /** The order of a date's parts, the clock and the digits. */
  readonly locale: string
}

/** Numbers and times in the words of one language: `Intl` knows the plurals, we only pick the unit. */
export interface Formats {
  /** How long to wait, rounded up so that nobody comes too early: "45 seconds", "2 minutes". */
  readonly duration: (seconds: number) => string
  /** The same where little room is left: "12 s". */
  readonly seconds: (seconds: number) => string
  /** How long something holds, in the largest unit that tells it exactly: "30 days", "36 hours". */
  readonly lifetime: (seconds: number) => string
  /** A day in UTC; the script shows the reader's own. */
  readonly date: (at: Date) => string
  /** A day and a time in UTC, and it says so. */
  readonly dateTime: (at: Date) => string
  /** "6", "6 or 8". */
  readonly either: (numbers: readonly number[]) => string
  /** "Shop", "Shop and Bank". */
  readonly list: (names: readonly string[]) => string
}

/** @param locale the locale of the language, see `LanguageFacts` */
export function createFormats(tag: Language, locale: string = tag): Formats {
  const unit = (name: string, unitDisplay: 'long' | 'short' | 'narrow') =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay })
  const long = {
    second: unit('second', 'long'),
    minute: unit('minute', 'long'),
    hour: unit('hour', 'long'),
    day: unit('day', 'long'),
  }
  const short = unit('second', tag === 'ja' ? 'short' : 'narrow')
  // Between a number and its unit Japanese writes no space, and the others one.
  const spaced = (text: string): string =>
    tag === 'ja' ? text.replaceAll(' ', '') : text.replace(/(\d)(s)/, '$1 $2')
  const dates = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' })
  const times = new Intl.DateTimeFormat(locale, {
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZone: 'UTC',
    timeZoneName: 'short',
  })
  const lists = new Intl.ListFormat(locale, { type: 'disjunction' })
  const names = new Intl.ListFormat(locale, { type: 'conjunction' })
  return {
    duration: (given) => {
      const seconds = Math.max(1, Math.ceil(given))
      if (seconds < 60) return spaced(long.second.format(seconds))
      const minutes = Math.ceil(seconds / 60)
      const inMinutes = minutes < 60
      const words = inMinutes
        ? long.minute.format(minutes)
        : long.hour.format(Math.ceil(minutes / 60))
      return spaced(words)
    },
    seconds: (given) => spaced(short.format(Math.max(1, Math.ceil(given)))),
    lifetime: (seconds) => {
      if (seconds % 86_400 === 0) return spaced(long.day.format(seconds / 86_400))
      if (seconds % 3600 === 0) return spaced(long.hour.format(seconds / 3600))
      const minutes = seconds % 60 === 0
      return spaced(minutes ? long.minute.format(seconds / 60) : long.second.format(seconds))
    },
    date: (at) => dates.format(at),
    dateTime: (at) => times.format(at),
    either: (numbers) => lists.format(numbers.map(String)),
    list: (items) => names.format(items),
  }
}
