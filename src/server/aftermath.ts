import { AsyncLocalStorage } from 'node:async_hooks'
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { Middleware } from 'koa'
import { telling } from '../kernel/telling.ts'

/** Pieces of work at once: there can be many, and none is waited for. */
const LANES = 2

/** What an answer need not wait for, and is done when it is out. */
export interface Aftermath {
  /** Around what answers requests, so that their work knows which answer to let out first. */
  readonly middleware: Middleware
  /** Does the work after the answer to the request that asks for it, or soon where there is none. */
  run(work: () => Promise<void>): void
  /** Resolves when all is done. What waits for its answer begins at once. */
  settled(): Promise<void>
}

/** @param onError called with what went wrong: nobody waits for it */
export function createAftermath(onError: (error: unknown) => void): Aftermath {
  const tell = telling('onError', onError)
  const answers = new AsyncLocalStorage<ServerResponse>()
  const underWay = new Set<Promise<void>>()
  const hurry = new AbortController()
  const { signal } = hurry
  const lanes = Array.from({ length: LANES }, () => Promise.resolve())
  let turn = 0

  async function answered(response: ServerResponse | undefined): Promise<void> {
    if (!response || response.closed || signal.aborted) return
    await once(response, 'close', { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error
    })
  }

  async function after(
    before: Promise<void>,
    response: ServerResponse | undefined,
    work: () => Promise<void>,
  ): Promise<void> {
    try {
      await answered(response)
      await before
      await work()
    } catch (error) {
      tell(error)
    }
  }

  return {
    middleware: (ctx, next) => answers.run(ctx.res, next),

    run(work) {
      turn = (turn + 1) % LANES
      const done = after(lanes[turn] ?? Promise.resolve(), answers.getStore(), work)
      lanes[turn] = done
      underWay.add(done)
      void done.finally(() => underWay.delete(done))
    },

    async settled() {
      hurry.abort()
      while (underWay.size > 0) await Promise.all(underWay)
    },
  }
}
