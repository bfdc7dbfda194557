import type { ThrottlePolicy } from '../authenticators/index.ts'

const HOUR = 3600

/** Lets one in an hour through. */
export const HOURLY: ThrottlePolicy = {
  free: 1,
  firstDelay: HOUR,
  longestDelay: HOUR,
  lockAt: Number.MAX_SAFE_INTEGER,
}
