import type { Context } from 'koa'
import type { Deed, EventSink, StepUpEvent, Without } from '../audit/events.ts'
import type { AccountId } from '../kernel/ids.ts'
import { textOf } from '../kernel/telling.ts'
import { originOf } from './origin.ts'

/** Who has a trail that events are handed to. */
interface Audited {
  readonly onEvent: EventSink
}

/** Hands an event to the audit trail with where it came from. */
export const emit = (
  page: Audited,
  ctx: Context,
  event: Without<StepUpEvent, 'origin'>,
): Promise<void> => handOn(page, ctx, { ...event, origin: originOf(ctx) })

/** The owner of an account, who acts in a request. */
export const ownerIn = (page: Audited, ctx: Context, accountId: AccountId) =>
  ({
    actor: 'owner',
    subject: accountId,
    record: (deed: Deed) => emit(page, ctx, { ...deed, accountId }),
    together: <T>(work: () => Promise<T>) => page.onEvent.together?.(accountId, work) ?? work(),
  }) as const

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
