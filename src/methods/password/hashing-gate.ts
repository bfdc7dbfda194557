import pLimit from 'p-limit'
import { Fault } from '../../kernel/faults.ts'

export interface HashingGate {
  /**
   * @param memory bytes that the work takes. @default 0: next to none
   * @throws Fault `overloaded` when as many wait as may
   */
  run<T>(work: () => Promise<T>, memory?: number): Promise<T>
  /** How many wait: a measure of load, and what a health check may look at. */
  queueLength(): number
}

/** Bytes that running hashes take together at most. What takes more by itself runs alone. */
const MEMORY = 512 * 1024 ** 2

/**
 * Lets only so many run at once, in order of arrival, and only as many as there is memory for: hashes that other
 * programs made take up to 256 MiB each. What waits is bounded too: a flood of sign-ins would otherwise hold memory
 * and answer everybody too late to be of use.
 */
export function createHashingGate(
  concurrency: number,
  waiting: number,
  memory: number = MEMORY,
): HashingGate {
  const limit = pLimit(concurrency)
  const shared = createSharedMemory(memory)
  // What has just come is still counted as pending by the library, though there is a place for it.
  const waitingNow = (): number => Math.max(0, limit.activeCount + limit.pendingCount - concurrency)
  return {
    async run(work, bytes = 0) {
      const before = waitingNow()
      if (limit.activeCount + limit.pendingCount >= concurrency && before >= waiting) {
        throw new Fault('overloaded', `${before} password hashes are waiting already`)
      }
      return limit(async () => {
        await shared.take(bytes)
        try {
          return await work()
        } finally {
          shared.giveBack(bytes)
        }
      })
    },
    queueLength: waitingNow,
  }
}

/** Memory that is given out in order of arrival: what needs much is not overtaken for ever by what needs little. */
function createSharedMemory(bytes: number): {
  take(wanted: number): Promise<void>
  giveBack(taken: number): void
} {
  let inUse = 0
  const waiting: { readonly wanted: number; readonly start: () => void }[] = []
  const fits = (wanted: number): boolean => inUse === 0 || inUse + wanted <= bytes

  return {
    async take(wanted) {
      if (waiting.length > 0 || !fits(wanted)) {
        const { promise, resolve } = Promise.withResolvers<undefined>()
        waiting.push({ wanted, start: () => resolve(undefined) })
        // Whoever gives back has counted it.
        await promise
      } else {
        inUse += wanted
      }
    },

    giveBack(taken) {
      inUse -= taken
      for (let next = waiting[0]; next && fits(next.wanted); next = waiting[0]) {
        waiting.shift()
        inUse += next.wanted
        next.start()
      }
    },
  }
}
