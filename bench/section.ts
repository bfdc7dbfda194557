import type { Kept } from './stores/location.ts'

/** What a run may leave out. */
export interface RunOptions {
  /** Fewer rounds: to see that it works, not to compare by. */
  readonly quick: boolean
  /** To whoever waits. */
  readonly say: (text: string) => void
}

/** A table as readers see it. */
export interface Table {
  readonly title: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
  readonly note?: string
}

/** What was measured of one of the project's targets. */
export interface Finding {
  readonly target: number
  /** What of it, where a target has several parts. */
  readonly part?: string
  readonly measured: string
  readonly met: boolean
}

/** A bar of the chart: how often a candidate takes what the baseline takes. */
export interface Bar {
  readonly name: string
  readonly group: string
  readonly ratio: number
  readonly low: number
  readonly high: number
}

/** What a section comes to. */
export interface Outcome {
  readonly tables: readonly Table[]
  readonly findings: readonly Finding[]
  readonly bars?: readonly Bar[]
}

/** One part of the benchmark, which runs by itself. */
export interface Section {
  readonly name: string
  /** For `--help`. */
  readonly about: string
  /** Takes longer than all others together: runs only when it is named, or with `--all`. */
  readonly long?: boolean
  /** Stores that it measures, whose names stand in the titles of their tables. @default those of no one */
  readonly on?: readonly Kept[]
  /** Programs of the machine, beside redis-server. @default none */
  readonly takes?: readonly string[]
  readonly run: (options: RunOptions) => Promise<Outcome>
}
