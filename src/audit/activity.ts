import { z } from 'zod'
import { assertNever } from '../kernel/assert-never.ts'
import type { StepUpEvent } from './events.ts'
import type { Origin } from '../kernel/origin.ts'
import type { Instant } from '../kernel/instant.ts'

/** An event with or without where it came from: no browser is behind the command line. */
export type Happening = StepUpEvent extends infer Event
  ? Event extends StepUpEvent
    ? Omit<Event, 'origin'> & { readonly origin?: Origin }
    : never
  : never

/**
 * Whether its owner is told. A password or a code that was right is the sign-in that follows, or
 * `password_alone`; what was cancelled has come to nothing. A device that was begun is none yet; but nobody else sees it, and its owner must hear of
 * one that they did not begin.
 */
export function isRecorded(event: Happening): boolean {
  switch (event.type) {
    case 'password':
    case 'code':
      return event.outcome !== 'accepted'
    case 'declined':
      return false
    case 'device_begun':
    case 'password_alone':
    case 'signed_in':
    case 'stepped_up':
    case 'device_confirmed':
    case 'device_renamed':
    case 'device_removed':
    case 'device_code_rejected':
    case 'recovery_code':
    case 'recovery_codes_issued':
    case 'recovery_codes_regenerated':
    case 'recovery_codes_seen':
    case 'second_factor_off':
    case 'second_factor_reset':
    case 'browser_trusted':
    case 'browser_forgotten':
    case 'browsers_forgotten':
    case 'password_changed':
    case 'password_reset_asked':
    case 'sessions_ended':
    case 'application_revoked':
    case 'account_locked':
    case 'account_created':
    case 'account_disabled':
    case 'account_enabled':
    case 'account_unlocked':
    case 'account_removed':
    case 'account_leaving':
    case 'account_staying':
    case 'email_change_asked':
    case 'email_changed':
    case 'email_change_undone':
      return true
    default:
      return assertNever(event)
  }
}

/**
 * Of what was not even looked at there can be any number, and of links that strangers ask for and that
 * nobody is mailed: see `Journal`.
 */
export const isFlood = (event: Happening): boolean =>
  event.type === 'password_reset_asked'
    ? event.refused !== undefined
    : 'outcome' in event && (event.outcome === 'throttled' || event.outcome === 'locked')

const originSchema = z.object({
  address: z.string(),
  userAgent: z.string(),
  requestId: z.string().exactOptional(),
  device: z.string().exactOptional(),
})
const of = <Type extends string>(...types: readonly [Type, ...Type[]]) =>
  z.object({ type: z.enum(types), origin: originSchema.exactOptional() })
const text = z.string()
// Written by no version before 0.2.
const known = z.boolean().exactOptional()

const activitySchema = z.discriminatedUnion('type', [
  of('password').extend({
    known,
    outcome: z.enum(['accepted', 'rejected', 'throttled', 'locked']),
    clientId: text.exactOptional(),
  }),
  of('code').extend({
    known,
    outcome: z.enum(['accepted', 'mismatch', 'replayed', 'throttled', 'locked']),
    clientId: text.exactOptional(),
  }),
  of('password_alone').extend({ clientId: text.exactOptional(), attempt: text, known }),
  of('signed_in', 'stepped_up').extend({
    clientId: text.exactOptional(),
    // Written by no version before 0.2.
    attempt: text.exactOptional(),
    methods: z.array(text),
  }),
  // Up to 0.1.0.
  of('declined').extend({ clientId: text.exactOptional() }),
  of('device_begun', 'device_confirmed', 'device_renamed', 'device_removed').extend({ name: text }),
  // `throttled` and `locked`: up to 0.1.0, when they were counted for the account.
  of('device_code_rejected').extend({ outcome: z.enum(['mismatch', 'throttled', 'locked']) }),
  of('recovery_code').extend({
    known,
    outcome: z.enum(['accepted', 'mismatch', 'used', 'throttled', 'locked']),
    remaining: z.int().exactOptional(),
    clientId: text.exactOptional(),
  }),
  of('recovery_codes_issued', 'recovery_codes_regenerated', 'recovery_codes_seen'),
  of('second_factor_off'),
  of('second_factor_reset'),
  of('browser_trusted', 'browser_forgotten'),
  of('browsers_forgotten').extend({ count: z.int() }),
  of('password_changed').extend({ by: z.enum(['owner', 'reset', 'administrator']) }),
  of('password_reset_asked'),
  of('sessions_ended').extend({
    count: z.int(),
    because: z.enum(['too_many', 'administrator']).exactOptional(),
  }),
  of('application_revoked').extend({ clientId: text }),
  of('account_locked').extend({
    factor: z.enum(['password', 'code']),
    clientId: text.exactOptional(),
  }),
  of('account_created', 'account_disabled', 'account_enabled', 'account_unlocked'),
  of('account_leaving').extend({ until: z.int().transform((at) => at as Instant) }),
  of('account_staying'),
  of('account_removed').extend({ by: z.enum(['owner', 'administrator']) }),
  of('email_change_asked', 'email_change_undone'),
  of('email_changed').extend({ by: z.enum(['owner', 'administrator']), verified: z.boolean() }),
])

/** What happened to an account, as its owner's history keeps it: ids that tell nothing are left out. */
export type Activity = z.output<typeof activitySchema>

/** An event as it is kept: without the account, which stands beside it. */
export const writeActivity = (event: Happening): string =>
  JSON.stringify(activitySchema.parse(event))

/** What `writeActivity` wrote. Undefined for what only a newer version can tell. */
export function readActivity(entry: string): Activity | undefined {
  const { data } = activitySchema.safeParse(JSON.parse(entry))
  return data
}

/** An entry without where it came from, as it stays when its account is gone. */
export function withoutOrigin(entry: string): string {
  const { origin: _, ...rest } = JSON.parse(entry) as Record<string, unknown>
  return JSON.stringify(rest)
}
