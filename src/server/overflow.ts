import type { Logger } from 'pino'
import type { Clock } from '../kernel/instant.ts'

/** Milliseconds between two lines: a flood is told, and does not flood the log. */
const PAUSE = 60_000

/**
 * Tells the operator that sign-ins which nobody had answered were dropped: at the first one, and then once a
 * minute how many there were since.
 */
export function createOverflowLog(
  log: Pick<Logger, 'warn'>,
  clock: Clock,
): (count: number) => void {
  let since = 0
  let toldAt: number | undefined
  return (count) => {
    since += count
    const now = clock()
    if (toldAt !== undefined && now - toldAt < PAUSE) return
    log.warn(
      { dropped: since },
      'too many sign-ins are begun and not answered: the oldest were dropped',
    )
    toldAt = now
    since = 0
  }
}
