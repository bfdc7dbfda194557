import type { ActivityFact, ActivityPages, ActivityRow } from '../../../src/pages-activity.ts'
import { ACCOUNT_PLACES, type AccountFrame } from '../../../src/pages.ts'

const frame: AccountFrame = {
  accountName: 'anna.lindqvist@example.org',
  signOutHref: '/account/sign-out',
  places: ACCOUNT_PLACES.map((place) => ({
    place,
    href: `/account/${place}`,
    here: place === 'activity',
  })),
}

const at = (minutes: number): Date => new Date(Date.UTC(2025, 10, 21, 14, 5 - minutes))
const phone = { address: '2001:db8::17', browser: 'Safari', system: 'iOS' }
const laptop = { address: '192.0.2.7', browser: 'Firefox', system: 'Windows' }
const application = 'Acme Payroll'

const rows: readonly ActivityRow[] = [
  {
    at: at(0),
    fact: { code: 'signed_in', methods: ['password', 'totp'] },
    application,
    place: laptop,
  },
  { at: at(1), fact: { code: 'code_wrong' }, application, place: laptop },
  { at: at(3), fact: { code: 'password_wrong' }, application, place: { address: '127.0.0.1' } },
  {
    at: at(600),
    fact: { code: 'device_added', name: 'The-telephone-with-a-name-that-nobody-broke' },
    place: phone,
  },
  { at: at(4000), fact: { code: 'second_factor_reset' } },
]

const facts: readonly ActivityFact[] = [
  { code: 'stepped_up', methods: [] },
  { code: 'password_refused' },
  { code: 'password_alone' },
  { code: 'code_replayed' },
  { code: 'code_refused' },
  { code: 'recovery_code_wrong' },
  { code: 'recovery_code_refused' },
  { code: 'recovery_code_used', remaining: 1 },
  { code: 'setup_code_wrong' },
  { code: 'declined' },
  { code: 'device_begun', name: 'Tablet' },
  { code: 'device_renamed', name: 'Tablet' },
  { code: 'device_removed', name: 'Tablet' },
  { code: 'recovery_codes_issued' },
  { code: 'recovery_codes_regenerated' },
  { code: 'recovery_codes_seen' },
  { code: 'second_factor_off' },
  { code: 'browser_trusted' },
  { code: 'browser_forgotten' },
  { code: 'browsers_forgotten', count: 2 },
  { code: 'password_changed' },
  { code: 'password_reset' },
  { code: 'password_set_by_administrator' },
  { code: 'password_reset_asked' },
  { code: 'sessions_ended', count: 1 },
  { code: 'sessions_over_limit' },
  { code: 'application_revoked', application },
]

interface Sample<Name extends keyof ActivityPages> {
  readonly page: Name
  readonly state: string
  readonly model: ActivityPages[Name]
}

export const activitySamples: readonly Sample<'activity'>[] = [
  {
    page: 'activity',
    state: 'plain',
    model: { frame, rows, earlierHref: '/account/activity?before=17' },
  },
  { page: 'activity', state: 'empty', model: { frame, rows: [] } },
  ...[0, 6, 12, 18].map((from) => ({
    page: 'activity' as const,
    state: `kinds-${from / 6 + 1}`,
    model: {
      frame,
      rows: facts.slice(from, from + 6).map((fact, index) => ({ at: at(index * 90), fact })),
      latestHref: '/account/activity',
    },
  })),
  {
    page: 'activity',
    state: 'nothing-earlier',
    model: { frame, rows: [], latestHref: '/account/activity' },
  },
]
