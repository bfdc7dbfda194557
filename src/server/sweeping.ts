import type { Logger } from 'pino'
import type { Store } from '../stores/store.ts'
import { startRounds, type Rounds } from './rounds.ts'

/** Expired rows that one sweep deletes, sweeps in a row, and milliseconds until the next round. */
const ROWS = 500
const SWEEPS = 100
const INTERVAL = 30_000

/** Deletes what has expired, round after round. */
export const startSweeping = (store: Pick<Store, 'sweep'>, log: Logger): Rounds =>
  startRounds(INTERVAL, () =>
    sweepAll(store).catch((error: unknown) => log.error({ err: error }, 'sweep failed')),
  )

/** As much as has expired, as long as it is not more than what a busy server leaves. */
async function sweepAll(store: Pick<Store, 'sweep'>): Promise<void> {
  for (let sweeps = 0; sweeps < SWEEPS; sweeps += 1) {
    if ((await store.sweep(ROWS)) < ROWS) return
  }
}
