import { pino, type DestinationStream, type Logger } from 'pino'
import { describeError } from './describe-error.ts'
import { redacted } from './redaction.ts'
import type { Context } from 'koa'

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
    harmless(destination ?? process.stdout),
  )
}

/** Logs what went wrong with a request, and which request that was. */
export const failureLog =
  (log: Logger, message: string) =>
  (error: unknown, ctx?: Context): void =>
    log.error({ requestId: requestIdOf(ctx), err: error }, message)

export const requestIdOf = (ctx: Context | undefined): unknown => ctx?.state['requestId']

/** What a terminal obeys, or reads in another order, and JSON leaves as it is: DEL, C1, bidi, line ends. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const RAW = /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/** Written in JSON's own way: a line says the same, and a terminal does nothing. */
const harmless = (destination: DestinationStream): DestinationStream => ({
  write(line) {
    destination.write(
      line.replaceAll(RAW, (raw) => `\\u${raw.charCodeAt(0).toString(16).padStart(4, '0')}`),
    )
  },
})
