/** Factors whose guessing is slowed down. */
type Factor = 'password' | 'totp' | 'recovery_code' | 'password_reset'

/**
 * What events move, by what is counted: `oidc_step_up_<name>_total`. Of each label the values that are counted from 0
 * on, so that the first one is a rise, and not a series that appears at 1 and that no rate sees. No label is a person's,
 * a client's or a device's.
 */
export const COUNTERS = {
  events: { help: 'Events of the audit trail, by their type', labels: { type: [] } },
  // Those of classes begin with the ladder: see `server/metrics/event-metrics.ts`.
  sign_ins: {
    help: 'Sign-ins that ended, by what they came to and acr class',
    labels: { outcome: [], acr: [] },
  },
  step_ups: {
    help: 'Step-ups of a live session that ended, by what they came to and acr class',
    labels: { outcome: [], acr: [] },
  },
  consents_declined: { help: 'Consents that were declined', labels: {} },
  passwords: {
    help: 'Passwords that were tried',
    labels: { outcome: ['accepted', 'rejected', 'throttled', 'locked'] },
  },
  code_verifications: {
    help: 'Codes that were tried',
    labels: {
      method: ['totp', 'recovery_code'],
      outcome: ['accepted', 'mismatch', 'throttled', 'locked'],
    },
  },
  throttles: {
    help: 'Attempts that were not looked at, because too many had failed before',
    labels: {
      factor: ['password', 'totp', 'recovery_code', 'password_reset'],
      outcome: ['throttled', 'locked'],
    },
  },
  account_locks: {
    help: 'Times that too many attempts locked a name or an account',
    labels: { factor: ['password', 'code'] },
  },
  enrolments: {
    help: 'Devices on their way into an account',
    labels: { outcome: ['begun', 'confirmed', 'mismatch'] },
  },
  device_removals: { help: 'Devices that were removed', labels: {} },
  recovery_code_sets: { help: 'Sets of recovery codes that were made', labels: { reason: [] } },
  second_factors_off: { help: 'Accounts whose last second factor went', labels: {} },
  trusted_browsers: { help: 'What became of trust in browsers', labels: { outcome: [] } },
  password_changes: { help: 'Passwords that were replaced', labels: { by: [] } },
  password_resets_asked: {
    help: 'Links to set a new password that were asked for',
    labels: { outcome: [] },
  },
  sessions_ended: {
    help: 'Sessions that were ended by their owner, by a new password, or because there were too many',
    labels: {},
  },
} as const satisfies Readonly<Record<string, Counted>>

interface Counted {
  readonly help: string
  readonly labels: Readonly<Record<string, readonly string[]>>
}

type Counters = typeof COUNTERS
export type CounterName = keyof Counters

/** The label that names a class, by whichever alias it was asked for. Undefined where none is known. */
type Labels<Name extends CounterName> = {
  readonly [Label in keyof Counters[Name]['labels']]: Label extends 'acr'
    ? string | undefined
    : string
}

/** A counter that an event moves. */
export interface Count {
  readonly name: CounterName
  readonly labels: Readonly<Record<string, string | undefined>>
  readonly by: number
}

export const count = <Name extends CounterName>(
  name: Name,
  labels: Labels<Name>,
  by = 1,
): Count => ({ name, labels, by })

/** An attempt that was not looked at is counted as such, too. */
export const throttles = (factor: Factor, outcome: string | undefined): readonly Count[] =>
  outcome === 'throttled' || outcome === 'locked' ? [count('throttles', { factor, outcome })] : []
