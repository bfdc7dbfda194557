import type { Logger } from 'pino'
import type { Store } from '../stores/store.ts'

/** Expired rows that one sweep deletes, sweeps in a row, and milliseconds until the next round. */
const ROWS = 500
const SWEEPS = 100
const INTERVAL = 30_000

export interface Sweeping {
  /** Resolves when no sweep is under way, and none will be. */
  stop(): Promise<void>
}

/** Deletes what has expired, round after round. A round begins when the last one has ended. */
export function startSweeping(store: Pick<Store, 'sweep'>, log: Logger): Sweeping {
  let round: Promise<void> | undefined
  const timer = setInterval(() => {
    round ??= sweepAll(store)
      .catch((error: unknown) => log.error({ err: error }, 'sweep failed'))
      .finally(() => {
        round = undefined
      })
  }, INTERVAL)
  timer.unref()
  return {
    async stop() {
      clearInterval(timer)
      await round
    },
  }
}

/** As much as has expired, as long as it is not more than what a busy server leaves. */
async function sweepAll(store: Pick<Store, 'sweep'>): Promise<void> {
  for (let sweeps = 0; sweeps < SWEEPS; sweeps += 1) {
    if ((await store.sweep(ROWS)) < ROWS) return
  }
}
