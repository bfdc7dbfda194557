import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import type { Context } from 'koa'
import { Fault } from '../../kernel/faults.ts'
import { telling } from '../../kernel/telling.ts'

/** Milliseconds within which work begins after its answer. */
const SPREAD = 250

/** Pieces of work that may wait: one more would be done too late to be of use. */
const WAITING = 1000

/** Work of which the answer must tell nothing, not even by the time that it takes. */
export interface Afterwards {
  /**
   * Does the work when the answer to this request is out, and a random moment later: whoever asks
   * again at once finds the server neither busier nor less busy for it.
   *
   * @throws Fault `overloaded` when as much waits as may
   */
  run(ctx: Context, work: () => Promise<void>): void

  /** Resolves when all is done. What waits begins at once. */
  settle(): Promise<void>
}

/** @param onError called with what went wrong, and the request that it was for: nobody waits for it */
export function createAfterwards(onError: (error: unknown, ctx: Context) => void): Afterwards {
  const tell = telling('onError', onError)
  const hurry = new AbortController()
  const { signal } = hurry
  const waiting = new Set<Promise<void>>()

  async function later({ res }: Context, work: () => Promise<void>): Promise<void> {
    try {
      // Somebody who left before the answer has asked nevertheless.
      if (!res.closed) await once(res, 'close', { signal })
      await wait(randomInt(SPREAD), undefined, { signal })
    } catch (error) {
      if (!signal.aborted) throw error
    }
    await work()
  }

  return {
    run(ctx, work) {
      if (waiting.size >= WAITING) {
        throw new Fault('overloaded', `${waiting.size} pieces of work are waiting already`)
      }
      const done = later(ctx, work)
        .catch((error: unknown) => tell(error, ctx))
        .finally(() => waiting.delete(done))
      waiting.add(done)
    },

    async settle() {
      hurry.abort()
      await Promise.all(waiting)
    },
  }
}
