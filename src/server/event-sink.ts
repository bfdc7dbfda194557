import type { Logger } from 'pino'
import type { EventSink, StepUpEvent } from '../audit/events.ts'
import { journalSink, type Journal } from '../audit/index.ts'
import { ROWS } from '../audit/record.ts'
import type { Metrics } from './metrics/metrics.ts'
import type { Store } from '../stores/store.ts'
import type { UnitOfWork } from './unit-of-work.ts'

/** The log's audit events, the metrics and the accounts' history: one that fails keeps nothing from the others. */
export function createEventSink(
  log: Logger,
  metrics: Pick<Metrics, 'onEvent'> | undefined,
  journal: Journal,
  unit: Pick<UnitOfWork, 'whenWritten'>,
  store: Pick<Store, 'together' | 'abandon' | 'afterwards'>,
): EventSink {
  const toJournal = journalSink(journal, (error, { origin }) => {
    // What can be undone is not done without an entry in the account's history.
    if (store.abandon(error)) return
    log.error({ requestId: origin.requestId, err: error }, 'the journal does not answer')
  })
  const measure = (event: StepUpEvent): void => {
    try {
      metrics?.onEvent(event)
    } catch (error) {
      log.error({ requestId: event.origin.requestId, err: error }, 'an event was not measured')
    }
  }
  const sink: EventSink = async (event) => {
    const tell = (): void => {
      log.info({ audit: event })
      measure(event)
    }
    if (ROWS[event.type].endsInteraction) unit.whenWritten(tell)
    else store.afterwards(tell)
    await toJournal(event)
  }
  return Object.assign(sink, { together: store.together.bind(store) })
}
