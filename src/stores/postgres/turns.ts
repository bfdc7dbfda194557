import { setTimeout as wait } from 'node:timers/promises'
import { Fault } from '../../kernel/faults.ts'

/** Turns by name, within this process. */
export interface Turns {
  /**
   * Waits until all of them are one's own.
   *
   * @returns lets the next one go on
   * @throws Fault `store_unavailable` when that takes too long
   */
  take(names: readonly string[]): Promise<() => void>
}

/**
 * Those of a process who want the same lock wait for each other here, and one of them alone with a connection: whoever
 * guesses at one account from many sides would otherwise have all connections wait for one lock, and everybody else for a
 * connection.
 *
 * @param patience milliseconds
 */
export function createTurns(patience: number): Turns {
  const last = new Map<string, Promise<void>>()

  async function takeOne(name: string): Promise<() => void> {
    const before = last.get(name)
    const own = Promise.withResolvers<void>()
    const end = before ? before.then(() => own.promise) : own.promise
    last.set(name, end)
    void end.finally(() => {
      if (last.get(name) === end) last.delete(name)
    })
    if (before && !(await isInTime(before, patience))) {
      own.resolve()
      throw new Fault('store_unavailable', 'too many changed the same at the same time')
    }
    return own.resolve
  }

  return {
    async take(names) {
      const taken: (() => void)[] = []
      const release = (): void => {
        for (const one of taken) one()
      }
      try {
        // In one order, so that no two wait for each other.
        for (const name of [...new Set(names)].toSorted()) taken.push(await takeOne(name))
      } catch (error) {
        release()
        throw error
      }
      return release
    },
  }
}

async function isInTime(work: Promise<void>, patience: number): Promise<boolean> {
  const end = new AbortController()
  const late = wait(patience, false, { signal: end.signal }).catch(() => false)
  const inTime = await Promise.race([work.then(() => true), late])
  end.abort()
  return inTime
}
