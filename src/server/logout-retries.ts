import { setTimeout as wait } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { ClaimedLogoutNotice, LogoutOutbox } from '../people/index.ts'
import { plusSeconds, type Clock, type Instant } from '../kernel/instant.ts'
import { LOGOUT_LEASE } from '../oidc/index.ts'
import { OUTBOX_AWAY } from './logout-notices.ts'
import { startRounds, type Rounds } from './rounds.ts'

/** Milliseconds between two looks, for what other processes have left or is due again. */
const INTERVAL = 5000

/** Notices that are tried at once: an application that hangs holds up none of the others'. */
const LANES = 4

/** Seconds for which its end waits for what is under way: as long as a delivery takes. */
const GRACE = 6

export interface LogoutRetriesParts {
  readonly outbox: LogoutOutbox
  readonly clock: Clock
  readonly log: Logger
  /** Asked each time: keys, and the service with them, are other ones from time to time. */
  readonly retry: (claimed: ClaimedLogoutNotice, until: Instant) => Promise<void>
  /** Milliseconds. @default 5000 */
  readonly interval?: number | undefined
}

/**
 * Sends what waits in the outbox of logout notices. Each node looks; a claim keeps them apart. Its end waits only a little
 * for what is under way.
 */
export function startLogoutRetries(parts: LogoutRetriesParts): Rounds {
  const { outbox, clock, log, retry, interval = INTERVAL } = parts
  const end = new AbortController()

  /** Until nothing is due. */
  async function lane(): Promise<void> {
    while (!end.signal.aborted) {
      const now = clock()
      const until = plusSeconds(now, LOGOUT_LEASE)
      const claimed = await outbox.claim(now, until)
      if (!claimed) return
      await retry(claimed, until)
    }
  }

  async function run(): Promise<void> {
    const lanes = await Promise.allSettled(Array.from({ length: LANES }, lane))
    const failed = lanes.find((each) => each.status === 'rejected')
    // The claim ends by itself: what was under way is due again then.
    if (failed) log.error({ err: failed.reason }, OUTBOX_AWAY)
  }

  const rounds = startRounds(interval, run)
  return {
    async stop() {
      end.abort()
      await Promise.race([rounds.stop(), wait(GRACE * 1000, undefined, { ref: false })])
    },
  }
}
