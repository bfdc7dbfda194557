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
}

export function createFormats(language: string): Formats {
  const unit = (name: string, unitDisplay: 'long' | 'narrow') =>
    new Intl.NumberFormat(language, { style: 'unit', unit: name, unitDisplay })
  const long = {
    second: unit('second', 'long'),
    minute: unit('minute', 'long'),
    hour: unit('hour', 'long'),
    day: unit('day', 'long'),
  }
  const short = unit('second', 'narrow')
  const dates = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' })
  const times = new Intl.DateTimeFormat(language, {
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZone: 'UTC',
    timeZoneName: 'short',
  })
  const lists = new Intl.ListFormat(language, { type: 'disjunction' })
  return {
    duration: (given) => {
      const seconds = Math.max(1, Math.ceil(given))
      if (seconds < 60) return long.second.format(seconds)
      const minutes = Math.ceil(seconds / 60)
      return minutes < 60 ? long.minute.format(minutes) : long.hour.format(Math.ceil(minutes / 60))
    },
    seconds: (given) => short.format(Math.max(1, Math.ceil(given))).replace(/(\d)(s)/, '$1 $2'),
    lifetime: (seconds) => {
      if (seconds % 86_400 === 0) return long.day.format(seconds / 86_400)
      if (seconds % 3600 === 0) return long.hour.format(seconds / 3600)
      return seconds % 60 === 0 ? long.minute.format(seconds / 60) : long.second.format(seconds)
    },
    date: (at) => dates.format(at),
    dateTime: (at) => times.format(at),
    either: (numbers) => lists.format(numbers.map(String)),
  }
}
