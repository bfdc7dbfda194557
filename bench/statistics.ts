/*
 * What many rounds say together. Medians, because a shared machine's outliers go one way alone: a round
 * is disturbed and takes longer, never shorter.
 */

/** The value below which the share `at` (0 to 1) of all lies, between two of them by interpolation. */
export function quantile(values: readonly number[], at: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const place = (sorted.length - 1) * at
  const [below, above] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]]
  if (below === undefined || above === undefined) throw new RangeError('there are no values')
  return below + (above - below) * (place - Math.floor(place))
}

export const median = (values: readonly number[]): number => quantile(values, 0.5)

/** The middle of what was measured, and the quarters on either side of it. */
export interface Spread {
  readonly median: number
  readonly low: number
  readonly high: number
}

export const spreadOf = (values: readonly number[]): Spread => ({
  median: median(values),
  low: quantile(values, 0.25),
  high: quantile(values, 0.75),
})

/** Resamples of the bootstrap: the ends of a 95 % interval do not move by a percent any more. */
const RESAMPLES = 2000

/**
 * How often one candidate takes what the other takes: the median over rounds in which both ran one after
 * the other, so that what disturbs the machine for a while disturbs both. `low` to `high` is the 95 %
 * confidence interval of that median, by bootstrap over the rounds.
 *
 * @param candidate per round; `baseline` likewise, in the same order
 */
export const ratioOf = (candidate: readonly number[], baseline: readonly number[]): Spread =>
  intervalOf(paired(candidate, baseline, (value, base) => value / base))

/** How much more one candidate takes than the other, likewise. */
export const differenceOf = (candidate: readonly number[], baseline: readonly number[]): Spread =>
  intervalOf(paired(candidate, baseline, (value, base) => value - base))

function paired(
  candidate: readonly number[],
  baseline: readonly number[],
  compare: (value: number, base: number) => number,
): readonly number[] {
  if (candidate.length !== baseline.length) throw new RangeError('rounds are not paired')
  return candidate.map((value, round) => compare(value, baseline[round] ?? Number.NaN))
}

/** The median of some values, and its 95 % confidence interval. */
function intervalOf(values: readonly number[]): Spread {
  const random = randomNumbers(0x5e_ed)
  const medians = Array.from({ length: RESAMPLES }, () =>
    median(values.map(() => values[Math.floor(random() * values.length)] ?? Number.NaN)),
  )
  return { median: median(values), low: quantile(medians, 0.025), high: quantile(medians, 0.975) }
}

/** Numbers in [0, 1), the same for one seed: one set of rounds always has one interval (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
