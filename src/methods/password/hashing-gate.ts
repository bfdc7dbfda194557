import pLimit from 'p-limit'
import { Fault } from '../../kernel/faults.ts'

export interface HashingGate {
  /** @throws Fault `overloaded` when as many wait as may */
  run<T>(work: () => Promise<T>): Promise<T>
  /** How many wait: a measure of load, and what a health check may look at. */
  queueLength(): number
}

/**
 * Lets only so many run at once, in order of arrival. What waits is bounded too: a flood of sign-ins
 * would otherwise hold memory and answer everybody too late to be of use.
 */
export function createHashingGate(concurrency: number, waiting: number): HashingGate {
  const limit = pLimit(concurrency)
  // What has just come is still counted as pending by the library, though there is a place for it.
  const waitingNow = (): number => Math.max(0, limit.activeCount + limit.pendingCount - concurrency)
  return {
    async run(work) {
      const before = waitingNow()
      if (limit.activeCount + limit.pendingCount >= concurrency && before >= waiting) {
        throw new Fault('overloaded', `${before} password hashes are waiting already`)
      }
      return limit(work)
    },
    queueLength: waitingNow,
  }
}
