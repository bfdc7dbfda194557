import { format } from 'node:util'
import type { Logger } from 'pino'

const LEVELS = { debug: 'debug', log: 'info', info: 'info', warn: 'warn', error: 'error' } as const

/**
 * From now on what libraries print on the console stands in the log, a line like any other: whoever reads standard
 * output as JSON must not stumble over a notice.
 */
export function logConsole(log: Pick<Logger, (typeof LEVELS)[keyof typeof LEVELS]>): void {
  for (const [name, level] of Object.entries(LEVELS)) {
    Reflect.set(console, name, (...args: unknown[]) => {
      log[level]({ console: name }, format(...args))
    })
  }
}
