import type { StepUpEvent } from '../../src/events.ts'
import { recordLog } from './secrets-in-logs.ts'

/** Reads a server's log, line by line. */
export interface AuditTrail {
  readonly write: (line: string) => void
  /** What was recorded so far, in order. */
  events(): readonly StepUpEvent[]
  /** Every line, parsed. */
  lines(): readonly Readonly<Record<string, unknown>>[]
}

export function createAuditTrail(): AuditTrail {
  const events: StepUpEvent[] = []
  const lines: object[] = []
  return {
    write(line) {
      recordLog(line)
      const entry = JSON.parse(line) as { audit?: StepUpEvent }
      lines.push(entry)
      if (entry.audit) events.push(entry.audit)
    },
    events: () => events,
    lines: () => lines as readonly Readonly<Record<string, unknown>>[],
  }
}
