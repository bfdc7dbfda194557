/** Runs tasks beside one another, so many at once. */
export type Lane = <T>(task: () => Promise<T>) => Promise<T>

/** Runs at most so many tasks at once, in the order in which they came. */
export function createLane(limit: number): Lane {
  const waiting: (() => void)[] = []
  let running = 0
  return async (task) => {
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve))
    else running += 1
    try {
      return await task()
    } finally {
      // The place goes to the next in line, or is free.
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }
}
