import type { Context } from 'koa'
import type { EventSink, StepUpEvent } from '../audit/events.ts'
import { textOf } from '../kernel/telling.ts'
import { originOf } from './origin.ts'

/** Who has a trail that events are handed to. */
interface Audited {
  readonly onEvent: EventSink
}

type WithoutOrigin<Event> = Event extends unknown ? Omit<Event, 'origin'> : never

/** Hands an event to the audit trail with where it came from. */
export const emit = (
  page: Audited,
  ctx: Context,
  event: WithoutOrigin<StepUpEvent>,
): Promise<void> => handOn(page, ctx, { ...event, origin: originOf(ctx) })

/**
 * What it tells of has happened: a code is spent, a device is gone. A sink that fails can neither undo that
 * nor keep its answer from whoever waits for it; the failure goes where the app's other faults go.
 */
export async function handOn(
  { onEvent }: Audited,
  { app }: Context,
  event: StepUpEvent,
): Promise<void> {
  try {
    await onEvent(event)
  } catch (cause) {
    // Where Koa tells of faults: on stderr, unless the app listens. Some errors it would not tell of.
    const error = new Error(`onEvent failed at ${event.type}: ${textOf(cause)}`, { cause })
    if (app.listenerCount('error') > 0) app.emit('error', error)
    else process.emitWarning(error)
  }
}
