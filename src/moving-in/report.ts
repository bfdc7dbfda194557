import type { Place } from './entry.ts'

/**
 * `taken`: as it is written; `changed`: taken otherwise than it is written; `unchanged`: it was there before; `left`: it
 * does not come along, and nothing is lost that this program has a use for; `refused`: it cannot be carried.
 */
export const RESULTS = ['taken', 'changed', 'unchanged', 'left', 'refused'] as const
export type Result = (typeof RESULTS)[number]

/** What became of one thing in the file. */
export interface ReportLine {
  readonly place: Place
  /** Whose it is; empty where nothing says it. */
  readonly name: string
  readonly result: Result
  readonly text: string
}

export type Tally = Readonly<Record<Result, number>>

export const tallyOf = (lines: readonly ReportLine[]): Tally => {
  const tally = { taken: 0, changed: 0, unchanged: 0, left: 0, refused: 0 }
  for (const { result } of lines) tally[result] += 1
  return tally
}
