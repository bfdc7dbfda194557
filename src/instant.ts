import type { Branded } from './brand.ts'

/** Milliseconds since the epoch. Time is a value: it is passed in and never read from inside. */
export type Instant = Branded<number, 'Instant'>

/** Where the composition root reads the time. Tests pass one that stands still. */
export type Clock = () => Instant

export const systemClock: Clock = () => Date.now() as Instant

export const instantOf = (date: Date): Instant => date.getTime() as Instant

export const dateOf = (instant: Instant): Date => new Date(instant)

/** Whole seconds since the epoch, as `auth_time`, `iat` and `exp` count them (RFC 7519 §2). */
export const epochSeconds = (instant: Instant): number => Math.floor(instant / 1000)

export const plusSeconds = (instant: Instant, seconds: number): Instant =>
  (instant + seconds * 1000) as Instant
