import { pino, type DestinationStream, type Logger } from 'pino'
import { describeError } from './describe-error.ts'

/** Whatever is logged by mistake under one of these names is not printed. */
const REDACTED = [
  'password',
  'new_password',
  'code',
  'secret',
  'otpauth',
  'recovery_code',
  'user_code',
  'access_token',
  'refresh_token',
  'id_token',
  'token',
  'csrf',
  'client_secret',
  'authorization',
  'cookie',
  'set-cookie',
]

export interface LoggerOptions {
  readonly level: string
  /** @default standard output */
  readonly destination?: DestinationStream
  /** Stand in every line. @default nothing */
  readonly labels?: Readonly<Record<string, unknown>> | undefined
}

/** Structured logs: JSON, one line each, times in UTC. */
export function createLogger({ level, destination, labels }: LoggerOptions): Logger {
  return pino(
    {
      level,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      base: labels ?? null,
      serializers: { err: (error: unknown) => describeError(error) },
      // pino's `*.name` does not reach the top level, so each name stands twice.
      redact: {
        paths: REDACTED.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]),
        censor: '[redacted]',
      },
    },
    destination ?? process.stdout,
  )
}
