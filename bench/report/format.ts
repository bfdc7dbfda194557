import type { Spread } from '../statistics.ts'

/** Two digits that say something, three from a hundred on. */
export const number = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)

/** The median, and in brackets the quarters on either side of it. */
export const spread = ({ median, low, high }: Spread): string =>
  `${number(median)} (${number(low)}–${number(high)})`

/** The ratio, and in brackets its 95 % confidence interval. */
export const ratio = ({ median, low, high }: Spread): string =>
  `${median.toFixed(2)}× (${low.toFixed(2)}–${high.toFixed(2)})`

export const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MiB`

export const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`
