import type { StepUpEvent } from '../../src/events.ts'
import { recordLog } from './secrets-in-logs.ts'

/** Reads a server's log, line by line. */
export interface AuditTrail {
  readonly write: (line: string) => void
  /** What was recorded so far, in order. */
  events(): readonly StepUpEvent[]
}

export function createAuditTrail(): AuditTrail {
  const events: StepUpEvent[] = []
  return {
    write(line) {
      recordLog(line)
      const entry = JSON.parse(line) as { audit?: StepUpEvent }
      if (entry.audit) events.push(entry.audit)
    },
    events: () => events,
  }
}
