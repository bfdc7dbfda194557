import { pino, type DestinationStream, type Logger } from 'pino'
import { describeError } from './describe-error.ts'
import { redacted } from './redaction.ts'

export interface LoggerOptions {
  readonly level: string
  /** @default standard output */
  readonly destination?: DestinationStream
  /** Stand in every line. @default nothing */
  readonly labels?: Readonly<Record<string, unknown>> | undefined
}

/** Structured logs: JSON, one line each, times in UTC; `redacted` as to secrets. */
export function createLogger({ level, destination, labels }: LoggerOptions): Logger {
  return pino(
    {
      level,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      base: labels ?? null,
      formatters: { log: (line) => redacted(line), bindings: (bindings) => redacted(bindings) },
      serializers: { err: (error: unknown) => redacted(describeError(error), 2) },
    },
    destination ?? process.stdout,
  )
}
