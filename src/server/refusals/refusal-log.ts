import type { Logger } from 'pino'
import type { Clock } from '../../kernel/instant.ts'

/** What an operator is told of a refused request: nothing that was sent. */
export interface Refusal {
  readonly requestId: unknown
  /** As the metrics have it: `authorization`, `token`, … */
  readonly endpoint: string
  /** Of a client that is known here. */
  readonly clientId?: string | undefined
  /** The error's code, as it was answered. */
  readonly error: string
  readonly description: string
  /** What is told to nobody but the log. */
  readonly cause?: string | undefined
}

/** Milliseconds. */
const MINUTE = 60_000

/** Lines a minute for one client at one endpoint, and for all: a flood is counted, and fills no disk. */
export const LINES = { each: 60, all: 600 } as const

/** A device asks every few seconds whether somebody has answered: nothing was refused. */
const NO_REFUSALS: ReadonlySet<string> = new Set(['authorization_pending', 'slow_down'])

/**
 * One line for each refused request, up to `LINES` in a minute. What is left out is counted, and told with the first
 * refusal of a later minute; `oidc_step_up_protocol_errors_total` counts all of them.
 */
export function createRefusalLog(
  log: Pick<Logger, 'info' | 'warn'>,
  clock: Clock,
): (refusal: Refusal) => void {
  let begun = clock()
  let all = 0
  let left = 0
  // As many as there are clients and endpoints, at most.
  const lines = new Map<string, number>()
  return (refusal) => {
    if (NO_REFUSALS.has(refusal.error)) return
    const now = clock()
    if (Math.abs(now - begun) >= MINUTE) {
      if (left > 0) log.warn({ notLogged: left }, 'more requests were refused than are logged')
      begun = now
      all = left = 0
      lines.clear()
    }
    const { requestId, ...refused } = refusal
    const key = `${refused.endpoint} ${refused.clientId ?? ''}`
    const count = (lines.get(key) ?? 0) + 1
    lines.set(key, count)
    if (count > LINES.each || all >= LINES.all) {
      left += 1
      return
    }
    all += 1
    log.info({ requestId, refused }, 'request refused')
  }
}
