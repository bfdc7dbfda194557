import { assertNever } from '../kernel/assert-never.ts'
import type { Mail, MailFacts } from '../pages/mails.ts'
import type { Happening } from './activity.ts'

/** A mail before it is known to whom it goes. */
export type MailDraft = Mail extends infer Each
  ? Each extends Mail
    ? Omit<Each, keyof MailFacts>
    : never
  : never

/** The mails that belong to an event: what adds a key to the account, takes a lock away, or uses the last resort. */
export function draftsOf(event: Happening): MailDraft[] {
  switch (event.type) {
    case 'device_confirmed':
      return [{ kind: 'device_added', name: event.name }]
    case 'device_removed':
      return [{ kind: 'device_removed', name: event.name }]
    case 'recovery_code':
      return event.outcome === 'accepted'
        ? [{ kind: 'recovery_code_used', remaining: event.remaining ?? 0 }]
        : []
    case 'recovery_codes_regenerated':
    case 'second_factor_off':
    case 'second_factor_reset':
      return [{ kind: event.type }]
    case 'account_leaving':
      return [{ kind: 'account_leaving', until: event.until }]
    case 'account_staying':
      return [{ kind: 'account_staying' }]
    case 'password_changed':
      return [{ kind: 'password_changed', by: event.by }]
    case 'account_locked':
      return [{ kind: 'account_locked', factor: event.factor }]
    // Its mail holds a link: who makes the link posts it.
    case 'password_reset_asked':
    case 'password':
    case 'code':
    case 'password_alone':
    case 'signed_in':
    case 'stepped_up':
    case 'declined':
    case 'device_begun':
    case 'device_renamed':
    case 'device_code_rejected':
    case 'recovery_codes_issued':
    case 'recovery_codes_seen':
    case 'browser_trusted':
    case 'browser_forgotten':
    case 'browsers_forgotten':
    case 'sessions_ended':
    case 'application_revoked':
    case 'account_created':
    case 'account_disabled':
    case 'account_enabled':
    case 'account_unlocked':
    case 'account_removed':
    // As above: their mails hold links.
    case 'email_change_asked':
    case 'email_changed':
    case 'email_change_undone':
      return []
    default:
      return assertNever(event)
  }
}
