import type { Logger } from 'pino'
import type { EventSink, StepUpEvent } from '../audit/events.ts'
import { journalSink, type Journal } from '../audit/index.ts'
import type { Metrics } from './metrics/metrics.ts'
import type { UnitOfWork } from './unit-of-work.ts'

/** What ends an interaction is written at its request's end. Other events tell of what is done, or was refused. */
const ENDS_INTERACTION: ReadonlySet<StepUpEvent['type']> = new Set([
  'signed_in',
  'stepped_up',
  'declined',
])

/** The log's audit events, the metrics and the accounts' history: one that fails keeps nothing from the others. */
export function createEventSink(
  log: Logger,
  metrics: Pick<Metrics, 'onEvent'> | undefined,
  journal: Journal,
  unit: Pick<UnitOfWork, 'whenWritten'>,
): EventSink {
  const toJournal = journalSink(journal, (error, { origin }) => {
    log.error({ requestId: origin.requestId, err: error }, 'the journal does not answer')
  })
  const measure = (event: StepUpEvent): void => {
    try {
      metrics?.onEvent(event)
    } catch (error) {
      log.error({ requestId: event.origin.requestId, err: error }, 'an event was not measured')
    }
  }
  return async (event) => {
    const tell = (): void => {
      log.info({ audit: event })
      measure(event)
    }
    if (ENDS_INTERACTION.has(event.type)) unit.whenWritten(tell)
    else tell()
    await toJournal(event)
  }
}
