import type { Branded } from './typing.ts'

/** Milliseconds since the epoch. Time is a value: it is passed in and never read from inside. */
export type Instant = Branded<number, 'Instant'>

/** Where the composition root reads the time. Tests pass one that stands still. */
export type Clock = () => Instant

/** The machine's clock, in milliseconds. */
export const systemClock: Clock = () => Date.now() as Instant

/** The instant of a `Date`, for what hosts keep as one. */
export const instantOf = (date: Date): Instant => date.getTime() as Instant

/** The `Date` of an instant. */
export const dateOf = (instant: Instant): Date => new Date(instant)

/** Whole seconds since the epoch, as `auth_time`, `iat` and `exp` count them (RFC 7519 §2). */
export const epochSeconds = (instant: Instant): number => Math.floor(instant / 1000)

/** The instant so many seconds later; earlier when they are negative. */
export const plusSeconds = (instant: Instant, seconds: number): Instant =>
  (instant + seconds * 1000) as Instant

/** Seconds from then till now; 0 for what is still to come. */
export const secondsSince = (then: Instant, now: Instant): number =>
  Math.max(0, (now - then) / 1000)

/**
 * Seconds that two clocks may differ without harm. A node that is further off goes out of use (a time
 * step, by which its codes would be others; see `clock-watch.ts`), so that what is dated further ahead
 * was written by a clock that was wrong.
 */
const CLOCK_TOLERANCE = 30

/** Whether a date lies further ahead than clocks differ. Of such a date nobody knows how old it is. */
export const isAhead = (then: Instant, now: Instant): boolean =>
  then > plusSeconds(now, CLOCK_TOLERANCE)
