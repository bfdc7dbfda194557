import { assertNever } from '../kernel/assert-never.ts'
import type { Activity } from '../audit/index.ts'
import type { ActivityCode, ActivityFact, ActivityKind } from '../pages/activity.ts'

/** What is shown of the history; what was cancelled was written up to 0.1.0, and has come to nothing. */
export type Shown = Exclude<Activity, { type: 'declined' }>

/** How each is marked, and by what it is filtered. */
export const KINDS = {
  signed_in: 'entered',
  stepped_up: 'entered',
  password_wrong: 'failed',
  password_refused: 'failed',
  password_alone: 'failed',
  code_wrong: 'failed',
  code_replayed: 'failed',
  code_refused: 'failed',
  recovery_code_wrong: 'failed',
  recovery_code_refused: 'failed',
  setup_code_wrong: 'failed',
  recovery_code_used: 'changed',
  device_begun: 'changed',
  device_added: 'changed',
  device_renamed: 'changed',
  device_removed: 'changed',
  recovery_codes_issued: 'changed',
  recovery_codes_regenerated: 'changed',
  recovery_codes_seen: 'changed',
  second_factor_off: 'changed',
  second_factor_reset: 'changed',
  browser_trusted: 'changed',
  browser_forgotten: 'changed',
  browsers_forgotten: 'changed',
  password_changed: 'changed',
  password_reset: 'changed',
  password_set_by_administrator: 'changed',
  password_reset_asked: 'changed',
  sessions_ended: 'changed',
  sessions_over_limit: 'changed',
  application_revoked: 'changed',
  password_locked: 'failed',
  codes_locked: 'failed',
  account_created: 'changed',
  account_disabled: 'changed',
  account_enabled: 'changed',
  account_unlocked: 'changed',
  account_removed: 'changed',
  account_leaving: 'changed',
  account_staying: 'changed',
  email_change_asked: 'changed',
  email_changed: 'changed',
  email_set_by_administrator: 'changed',
  email_change_undone: 'changed',
  sessions_ended_by_administrator: 'changed',
} as const satisfies Readonly<Record<ActivityCode, ActivityKind>>

/** @param application the name of the one that it is about */
export function factOf(activity: Shown, application: string): ActivityFact {
  switch (activity.type) {
    case 'signed_in':
    case 'stepped_up':
      return { code: activity.type }
    case 'password':
      return { code: activity.outcome === 'rejected' ? 'password_wrong' : 'password_refused' }
    case 'code':
      if (activity.outcome === 'mismatch') return { code: 'code_wrong' }
      return { code: activity.outcome === 'replayed' ? 'code_replayed' : 'code_refused' }
    case 'recovery_code':
      if (activity.outcome === 'accepted') {
        return { code: 'recovery_code_used', remaining: activity.remaining ?? 0 }
      }
      return {
        code:
          activity.outcome === 'mismatch' || activity.outcome === 'used'
            ? 'recovery_code_wrong'
            : 'recovery_code_refused',
      }
    case 'device_confirmed':
      return { code: 'device_added', name: activity.name }
    case 'device_begun':
    case 'device_renamed':
    case 'device_removed':
      return { code: activity.type, name: activity.name }
    case 'device_code_rejected':
      return { code: 'setup_code_wrong' }
    case 'password_changed':
      return { code: PASSWORD_CHANGED[activity.by] }
    case 'sessions_ended':
      if (activity.because === 'too_many') return { code: 'sessions_over_limit' }
      if (activity.because === 'administrator') return { code: 'sessions_ended_by_administrator' }
      return { code: activity.type, count: activity.count }
    case 'browsers_forgotten':
      return { code: activity.type, count: activity.count }
    case 'application_revoked':
      return { code: 'application_revoked', application }
    case 'account_locked':
      return { code: activity.factor === 'password' ? 'password_locked' : 'codes_locked' }
    case 'email_changed':
      return {
        code: activity.by === 'owner' ? 'email_changed' : 'email_set_by_administrator',
      }
    case 'account_created':
    case 'account_disabled':
    case 'account_enabled':
    case 'account_unlocked':
    case 'account_removed':
    case 'account_leaving':
    case 'account_staying':
    case 'email_change_asked':
    case 'email_change_undone':
    case 'password_alone':
    case 'recovery_codes_issued':
    case 'recovery_codes_regenerated':
    case 'recovery_codes_seen':
    case 'second_factor_off':
    case 'second_factor_reset':
    case 'browser_trusted':
    case 'browser_forgotten':
    case 'password_reset_asked':
      return { code: activity.type }
    default:
      return assertNever(activity)
  }
}

const PASSWORD_CHANGED = {
  owner: 'password_changed',
  reset: 'password_reset',
  administrator: 'password_set_by_administrator',
} as const
