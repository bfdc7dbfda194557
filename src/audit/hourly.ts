import type { ThrottlePolicy } from '../kernel/throttle/attempt-store.ts'

const HOUR = 3600

/** Lets one in an hour through. */
export const HOURLY: ThrottlePolicy = {
  free: 1,
  firstDelay: HOUR,
  longestDelay: HOUR,
  lockAt: Number.MAX_SAFE_INTEGER,
}
