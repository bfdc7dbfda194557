import { present } from '../kernel/typing.ts'
import type { AccountId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import type { Origin } from '../kernel/network.ts'
import type { EventType, Happening } from './events.ts'
import type { Actor, Outcome, Row, Shape } from './row.ts'
import { EVENTS } from './table.ts'

/** What happened, whatever it was: who did what to whom, with what outcome, and from where. */
export interface AuditRecord {
  readonly actor: Actor
  /** Absent where nobody has the name. */
  readonly subject?: AccountId
  readonly action: EventType
  readonly outcome: Outcome
  /** Absent where no browser is behind it. */
  readonly origin?: Origin
  readonly at: Instant
  /** As hosts are told. */
  readonly event: Happening
}

/** The rows, each for events of its type alone. */
export const ROWS: Readonly<Record<EventType, Row<Shape, Shape>>> = EVENTS

export function recordOf(event: Happening, at: Instant): AuditRecord {
  const { type, accountId, origin } = event
  const row = ROWS[type]
  const outcome = row.outcome?.(event) ?? 'succeeded'
  const inBrowser = outcome === 'succeeded' ? 'owner' : 'anyone'
  return {
    actor: row.actor?.(event) ?? (origin ? inBrowser : 'operator'),
    ...present({ subject: accountId }),
    action: type,
    outcome,
    ...(origin ? { origin } : {}),
    at,
    event,
  }
}
