import { Counter, type Registry } from 'prom-client'
import { assertNever } from '../../kernel/assert-never.ts'
import type { Ladder } from '../../assurance/index.ts'
import type { StepUpEvent } from '../../audit/events.ts'

/** Factors whose guessing is slowed down. */
const FACTORS = ['password', 'totp', 'recovery_code', 'password_reset'] as const
type Factor = (typeof FACTORS)[number]

/** A class that is not known when the event is told, or not one of the ladder's. */
const UNDECIDED = 'undecided'

/** The counters, by what they count: name, meaning and labels. */
function createCounters(registry: Registry) {
  const counter = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
    new Counter({ name: `oidc_step_up_${name}_total`, help, labelNames, registers: [registry] })
  return {
    events: counter('events', 'Events of the audit trail, by their type', 'type'),
    signIns: counter(
      'sign_ins',
      'Sign-ins that ended, by what they came to and acr class',
      'outcome',
      'acr',
    ),
    stepUps: counter(
      'step_ups',
      'Step-ups of a live session that ended, by what they came to and acr class',
      'outcome',
      'acr',
    ),
    consentsDeclined: counter('consents_declined', 'Consents that were declined'),
    passwords: counter('passwords', 'Passwords that were tried', 'outcome'),
    codes: counter('code_verifications', 'Codes that were tried', 'method', 'outcome'),
    throttles: counter(
      'throttles',
      'Attempts that were not looked at, because too many had failed before',
      'factor',
      'outcome',
    ),
    locks: counter(
      'account_locks',
      'Times that too many attempts locked a name or an account',
      'factor',
    ),
    enrolments: counter('enrolments', 'Devices on their way into an account', 'outcome'),
    removals: counter('device_removals', 'Devices that were removed'),
    recoveryCodes: counter('recovery_code_sets', 'Sets of recovery codes that were made', 'reason'),
    secondFactorsOff: counter('second_factors_off', 'Accounts whose last second factor went'),
    trusted: counter('trusted_browsers', 'What became of trust in browsers', 'outcome'),
    passwordChanges: counter('password_changes', 'Passwords that were replaced', 'by'),
    resets: counter(
      'password_resets_asked',
      'Links to set a new password that were asked for',
      'outcome',
    ),
    sessions: counter(
      'sessions_ended',
      'Sessions that were ended by their owner, by a new password, or because there were too many',
    ),
  }
}

/** So that the first one is a rise from 0, and not a series that appears at 1 and that no rate sees. */
function beginAtNought(counters: ReturnType<typeof createCounters>, ladder: Ladder): void {
  for (const each of [counters.signIns, counters.stepUps]) {
    for (const { name: acr } of ladder.classes) each.inc({ outcome: 'completed', acr }, 0)
    each.inc({ outcome: 'declined', acr: UNDECIDED }, 0)
  }
  for (const outcome of ['accepted', 'rejected', 'throttled', 'locked']) {
    counters.passwords.inc({ outcome }, 0)
  }
  for (const outcome of ['accepted', 'mismatch', 'throttled', 'locked']) {
    for (const method of ['totp', 'recovery_code']) counters.codes.inc({ method, outcome }, 0)
  }
  for (const factor of FACTORS) {
    for (const outcome of ['throttled', 'locked']) counters.throttles.inc({ factor, outcome }, 0)
  }
  for (const factor of ['password', 'code']) counters.locks.inc({ factor }, 0)
  for (const outcome of ['begun', 'confirmed', 'mismatch']) counters.enrolments.inc({ outcome }, 0)
}

/**
 * What happens, counted. The audit trail's events are the one source, so that a graph and the trail never
 * tell two stories. No label is a person's, a client's or a device's.
 *
 * @returns counts an event
 */
export function createEventMetrics(
  registry: Registry,
  ladder: Ladder,
): (event: StepUpEvent) => void {
  const counters = createCounters(registry)
  const { signIns, stepUps, passwords, codes, throttles, enrolments, trusted } = counters
  beginAtNought(counters, ladder)

  /** Whichever alias it was asked for by: one class is one line in a graph. */
  const classOf = (acr: string | undefined): string =>
    (acr === undefined ? undefined : ladder.find(acr)?.name) ?? UNDECIDED

  function refused(factor: Factor, outcome: string): void {
    if (outcome === 'throttled' || outcome === 'locked') throttles.inc({ factor, outcome })
  }

  return (event) => {
    const { type } = event
    counters.events.inc({ type })
    switch (type) {
      case 'signed_in':
        signIns.inc({ outcome: 'completed', acr: classOf(event.acr) })
        if (event.trustedBrowser !== undefined) trusted.inc({ outcome: 'used' })
        return
      case 'stepped_up':
        stepUps.inc({ outcome: 'completed', acr: classOf(event.acr) })
        if (event.trustedBrowser !== undefined) trusted.inc({ outcome: 'used' })
        return
      case 'declined':
        if (event.at === 'consent') counters.consentsDeclined.inc()
        else
          (event.at === 'sign_in' ? signIns : stepUps).inc({ outcome: 'declined', acr: UNDECIDED })
        return
      case 'password':
        passwords.inc({ outcome: event.outcome })
        return refused('password', event.outcome)
      case 'code':
        codes.inc({ method: 'totp', outcome: event.outcome })
        return refused('totp', event.outcome)
      case 'recovery_code':
        codes.inc({ method: 'recovery_code', outcome: event.outcome })
        return refused('recovery_code', event.outcome)
      case 'device_begun':
        return enrolments.inc({ outcome: 'begun' })
      case 'device_confirmed':
        return enrolments.inc({ outcome: 'confirmed' })
      case 'device_code_rejected':
        return enrolments.inc({ outcome: event.outcome })
      case 'device_removed':
        return counters.removals.inc()
      case 'recovery_codes_issued':
        return counters.recoveryCodes.inc({ reason: 'issued' })
      case 'recovery_codes_regenerated':
        return counters.recoveryCodes.inc({ reason: 'regenerated' })
      case 'second_factor_off':
      case 'second_factor_reset':
        return counters.secondFactorsOff.inc()
      case 'browser_trusted':
        return trusted.inc({ outcome: 'trusted' })
      case 'browser_forgotten':
        return trusted.inc({ outcome: 'forgotten' })
      case 'browsers_forgotten':
        return trusted.inc({ outcome: 'forgotten' }, event.count)
      case 'password_changed':
        return counters.passwordChanges.inc({ by: event.by })
      case 'password_reset_asked':
        counters.resets.inc({
          outcome: event.accountId === undefined ? 'unknown' : (event.refused ?? 'mailed'),
        })
        return refused('password_reset', event.refused ?? '')
      case 'sessions_ended':
        return counters.sessions.inc(event.count)
      case 'account_locked':
        return counters.locks.inc({ factor: event.factor })
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
      case 'password_alone':
      case 'device_renamed':
      case 'recovery_codes_seen':
      case 'application_revoked':
        return
      default:
        return assertNever(event)
    }
  }
}
