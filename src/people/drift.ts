import { epochSeconds, plusSeconds, type Instant } from '../kernel/instant.ts'
import { startOf, stepAt, WINDOW, type TimeStep, type TotpParameters } from './authenticator.ts'

/**
 * How far a device's clock is followed, in time steps either way. The window moves with it and never grows: at any
 * moment as many codes are accepted as of a device whose clock is right.
 */
export const MOST_DRIFT = 2

/** A right code of a time step outside the window. */
export interface NearMiss {
  readonly step: TimeStep
  readonly at: Instant
}

/** What is known of a device's clock. */
export interface Clocked {
  readonly parameters: Pick<TotpParameters, 'period'>
  /** Seconds that its clock is fast; negative where it is slow. Absent where it is right. */
  readonly drift?: number
  readonly nearMiss?: NearMiss
}

/** What its clock shows at that moment, as far as is known: less than a quarter of a step is not told from how late people type. */
const clockOf = ({ parameters: { period }, drift = 0 }: Clocked, at: Instant): Instant =>
  Math.abs(drift) < period / 4 ? at : plusSeconds(at, drift)

/** The time step that a device is taken to be at: the middle of its window. */
export const centreOf = (device: Clocked, at: Instant): TimeStep =>
  stepAt(clockOf(device, at), device.parameters.period)

/** When it will show the next code. */
export function nextCodeAt(device: Clocked, at: Instant): Instant {
  const { period } = device.parameters
  const next = startOf((centreOf(device, at) + 1) as TimeStep, period)
  return (next + at - clockOf(device, at)) as Instant
}

/** Seconds for which a right code outside the window is remembered: until the next one or the one after it. */
const REMEMBERED = 300

/**
 * Whether a code outside the window is the second of two in a row that say the same of the device's clock (RFC 4226 §7.4):
 * of a later time step, soon after, and as far away. Somebody has set the clock right; one code alone is never enough.
 */
export function isSecond({ parameters, nearMiss }: Clocked, step: TimeStep, at: Instant): boolean {
  if (!nearMiss || step <= nearMiss.step) return false
  const { period } = parameters
  const passed = (at - nearMiss.at) / 1000
  if (passed < 0 || passed > Math.max(REMEMBERED, 5 * period)) return false
  const other = fastBy(nearMiss.step, nearMiss.at, period)
  // Each is known to half a step, and typed sooner or later after it was shown.
  return Math.abs(fastBy(step, at, period) - other) <= period
}

/** Seconds by which a clock is fast that shows the middle of a time step at that moment. */
export const fastBy = (step: TimeStep, at: Instant, period: number): number =>
  (step + 0.5) * period - epochSeconds(at)

/** How much one code counts beside what was known. Less would follow how late people type. */
const WEIGHT = 1 / 8

/** What the device's clock is taken to be after an accepted code, in whole seconds. */
export function driftAfter(device: Clocked, step: TimeStep, at: Instant): number {
  const { drift = 0, nearMiss } = device
  const { period } = device.parameters
  const seen = fastBy(step, at, period)
  // No code is accepted from further away: a store that is told so is told nothing about a clock.
  if (Math.abs(seen) > (MOST_DRIFT + WINDOW + 1) * period) return drift
  const isMoved = nearMiss !== undefined && isSecond(device, step, at)
  const next = isMoved
    ? (seen + fastBy(nearMiss.step, nearMiss.at, period)) / 2
    : drift + (seen - drift) * WEIGHT
  const most = MOST_DRIFT * period
  return Math.round(Math.min(most, Math.max(-most, next)))
}

/** Of a device that has just been used. */
export function clockedAfter(device: Clocked, step: TimeStep, at: Instant): Pick<Clocked, 'drift'> {
  const drift = driftAfter(device, step, at)
  return drift === 0 ? {} : { drift }
}

/** Seconds, to the ten, that its owner is told; undefined where a clock is as right as can be known of one that people read from. */
export function tellableDrift({ drift = 0, parameters: { period } }: Clocked): number | undefined {
  return Math.abs(drift) < (period * 2) / 3 ? undefined : Math.round(drift / 10) * 10
}
