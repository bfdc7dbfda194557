import type { Logger } from 'pino'
import type { Clock } from '../kernel/instant.ts'
import type { Store } from '../stores/store.ts'
import { createClockWatch } from './clock-watch.ts'
import { createReadiness, type Readiness } from './readiness.ts'

/** Milliseconds between two looks, whoever else asks. */
const INTERVAL = 60_000

export interface Health {
  readonly readiness: Readiness
  /** Seconds that this node's clock is ahead of the store's; undefined where that is not known. */
  skew(): number | undefined
  /** Looks now and every minute, so that the log tells of it unasked. */
  start(): Promise<void>
  stop(): void
}

export interface HealthParts {
  readonly store: Store
  readonly clock: Clock
  readonly log: Logger
  /** Milliseconds. @default 60000 */
  readonly interval?: number | undefined
}

/** What the server is ready by. */
export function createHealth({ store, clock, log, interval = INTERVAL }: HealthParts): Health {
  const clocks = createClockWatch(store, clock)
  const readiness = createReadiness(
    {
      async store() {
        await store.check()
        return { status: 'ok' }
      },
      async migrations() {
        const schema = await store.schema?.()
        // A newer program has changed it meanwhile: an older one would write rows that lack something.
        const fits = !schema || schema.found === schema.known
        return { status: fits ? 'ok' : 'failed' }
      },
      clock: () => clocks.check(),
    },
    log,
  )
  let timer: NodeJS.Timeout | undefined
  async function look(): Promise<void> {
    await clocks.look()
    await readiness.report()
  }
  return {
    readiness,
    skew: () => clocks.skew(),
    async start() {
      timer = setInterval(() => void look(), interval)
      timer.unref()
      await look()
    },
    stop: () => clearInterval(timer),
  }
}
