import { plusSeconds, systemClock, type Clock, type Instant } from '../../src/kernel/instant.ts'

/** A clock that stands still until it is told to go on. */
export interface TestClock {
  readonly clock: Clock
  advance(seconds: number): void
  now(): Instant
}

/**
 * Starts at the beginning of a time step near the present: tokens carry the library's own wall-clock
 * times beside ours, and relying parties compare the two.
 */
export function createTestClock(): TestClock {
  let instant = (Math.floor(systemClock() / 30_000) * 30_000) as Instant
  return {
    clock: () => instant,
    now: () => instant,
    advance(seconds) {
      instant = plusSeconds(instant, seconds)
    },
  }
}
