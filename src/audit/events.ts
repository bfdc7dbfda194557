import type { AccountId } from '../kernel/ids.ts'
import type { Origin } from '../kernel/network.ts'
import type { Told } from './row.ts'
import type { EVENTS } from './table.ts'

export type { CodeBrowser } from './table.ts'

type Events = typeof EVENTS
export type EventType = keyof Events

type Flat<Type> = { [Name in keyof Type]: Type[Name] }

/** What an event of each type tells, without where it came from. */
type Facts = {
  readonly [Type in EventType]: Flat<
    { readonly type: Type } & Told<Events[Type]['unkept']> & Told<Events[Type]['kept']>
  >
}

/**
 * What happened, for the audit trail: every authentication outcome with its factor, every change of
 * factors. No event carries a code, a password, a secret or a key URI.
 */
export type StepUpEvent = { readonly origin: Origin } & Facts[EventType]

/** An event with or without where it came from: no browser is behind the command line. */
export type Happening = { readonly origin?: Origin } & Facts[EventType]

/** Each of them, without some of what it tells. */
export type Without<Event, Name extends PropertyKey> = Event extends unknown
  ? Omit<Event, Name>
  : never

/** What somebody did to an account. Whose it is, and where it came from, whoever records it knows. */
export type Deed = Without<Happening, 'accountId' | 'origin'>

/** What happened to an account, as its owner's history keeps it. */
export type Activity = {
  readonly [Type in EventType]: { readonly type: Type; readonly origin?: Origin } & Told<
    Events[Type]['kept']
  >
}[EventType]

/**
 * Called after the fact: it cannot change what happened. A page waits for it before it answers, so that
 * what is told to somebody has been recorded. One that throws or rejects is reported as an `error` event of
 * the Koa app around the pages (on stderr, unless something listens), and breaks nothing.
 */
export interface EventSink {
  (event: StepUpEvent): unknown
  /**
   * Writes what is done to an account together with what is made of the events that tell of it; see `Store.together`.
   * @default what is done is written before, by itself
   */
  together?<T>(accountId: AccountId, work: () => Promise<T>): Promise<T>
}
