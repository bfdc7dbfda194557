import type { StepUpEvent } from '../../src/audit/events.ts'
import { recordLog } from './secrets-in-logs.ts'

/** Reads a server's log, line by line. */
export interface AuditTrail {
  readonly write: (line: string) => void
  /** What was recorded so far, in order. */
  events(): readonly StepUpEvent[]
  /** Every line, what was recorded included. */
  entries(): readonly LogEntry[]
}

export type LogEntry = Readonly<Record<string, unknown>>

export function createAuditTrail(): AuditTrail {
  const events: StepUpEvent[] = []
  const entries: LogEntry[] = []
  return {
    write(line) {
      recordLog(line)
      const entry = JSON.parse(line) as LogEntry & { audit?: StepUpEvent }
      entries.push(entry)
      if (entry.audit) events.push(entry.audit)
    },
    events: () => events,
    entries: () => entries,
  }
}
