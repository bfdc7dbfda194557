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
  const queue: (() => void)[] = []
  let running = 0

  async function enter(): Promise<void> {
    if (running < concurrency) {
      running += 1
      return
    }
    if (queue.length >= waiting) {
      throw new Fault('overloaded', `${queue.length} password hashes are waiting already`)
    }
    // Whoever leaves hands its place over, so `running` stays as it is.
    await new Promise<void>((resolve) => queue.push(resolve))
  }

  function leave(): void {
    const next = queue.shift()
    if (next) next()
    else running -= 1
  }

  return {
    async run(work) {
      await enter()
      try {
        return await work()
      } finally {
        leave()
      }
    },
    queueLength: () => queue.length,
  }
}
