import type { Branded } from '../kernel/brand.ts'
import { epochSeconds, type Instant } from '../kernel/instant.ts'

/** RFC 6238's T: the number of whole periods since the epoch. Exceeds 32 bits for distant dates. */
export type TimeStep = Branded<number, 'TimeStep'>

/**
 * Steps either side of the present one that are accepted: network delay, and fast clocks (RFC 6238 §5.2). An operator may take
 * them away (ASVS 5.0, 6.5.5), and never have more.
 */
export const WINDOW = 1

/** RFC 6238 §4.2 with T0 = 0. */
export const stepAt = (at: Instant, period: number): TimeStep =>
  Math.floor(epochSeconds(at) / period) as TimeStep

/** When a time step begins. */
export const startOf = (step: TimeStep, period: number): Instant =>
  (step * period * 1000) as Instant
