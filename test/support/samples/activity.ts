import {
  ACTIVITY_FILTERS,
  type ActivityFact,
  type ActivityFilter,
  type ActivityKind,
  type ActivityPages,
  type ActivityRow,
} from '../../../src/pages/activity.ts'
import { ACCOUNT_PLACES, type AccountFrame } from '../../../src/pages/parts.ts'

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

const filtersAt = (shown: ActivityFilter): ActivityPages['activity']['filters'] =>
  ACTIVITY_FILTERS.map((filter) => ({
    filter,
    href: `/account/activity?show=${filter}`,
    here: filter === shown,
  }))
const filters = filtersAt('all')

/** As the console marks them. */
function kindOf({ code }: ActivityFact): ActivityKind {
  if (code === 'signed_in' || code === 'stepped_up') return 'entered'
  return /_(?:wrong|refused|replayed|alone|locked)$/.test(code) ? 'failed' : 'changed'
}

const rowOf = (
  minutes: number,
  fact: ActivityFact,
  more: Partial<ActivityRow> = {},
): ActivityRow => ({
  at: at(minutes),
  fact,
  kind: kindOf(fact),
  suspicious: false,
  notMeHref: `/account/not-me?event=${minutes}`,
  ...more,
})

const rows: readonly ActivityRow[] = [
  rowOf(
    0,
    { code: 'signed_in' },
    {
      methods: ['password', 'totp'],
      application,
      place: laptop,
      device: 'The-telephone-with-a-name-that-nobody-broke',
    },
  ),
  rowOf(
    1,
    { code: 'code_wrong' },
    { application, place: laptop, repeated: { count: 4, since: at(6) } },
  ),
  rowOf(
    3,
    { code: 'password_wrong' },
    {
      application,
      place: { address: '127.0.0.1' },
      suspicious: true,
      repeated: { count: 11, since: at(40) },
    },
  ),
  rowOf(
    600,
    { code: 'device_added', name: 'The-telephone-with-a-name-that-nobody-broke' },
    { place: phone },
  ),
  rowOf(4000, { code: 'second_factor_reset' }),
]

const facts: readonly ActivityFact[] = [
  { code: 'stepped_up' },
  { code: 'password_refused' },
  { code: 'password_alone' },
  { code: 'code_replayed' },
  { code: 'code_refused' },
  { code: 'recovery_code_wrong' },
  { code: 'recovery_code_refused' },
  { code: 'recovery_code_used', remaining: 1 },
  { code: 'setup_code_wrong' },
  { code: 'device_begun', name: 'Tablet' },
  { code: 'device_imported', name: 'Phone' },
  { code: 'device_secrets_exported', reason: 'We move to another service' },
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
  { code: 'password_locked' },
  { code: 'codes_locked' },
  { code: 'account_created' },
  { code: 'account_disabled' },
  { code: 'account_enabled' },
  { code: 'account_unlocked' },
  { code: 'account_removed' },
  { code: 'account_leaving' },
  { code: 'account_staying' },
  { code: 'email_change_asked' },
  { code: 'email_changed' },
  { code: 'email_set_by_administrator' },
  { code: 'email_change_undone' },
  { code: 'sessions_ended_by_administrator' },
]

interface Sample<Name extends keyof ActivityPages> {
  readonly page: Name
  readonly state: string
  readonly model: ActivityPages[Name]
}

const notMe: ActivityPages['not-me'] = {
  frame,
  action: '/account/not-me',
  csrf: 'tq3VZbn0',
  event: { at: at(0), fact: { code: 'signed_in' } },
  others: true,
  passwordHref: '/account/password',
  devicesHref: '/account',
  codesHref: '/account/recovery-codes/new',
  browsersHref: '/account/browsers',
  historyHref: '/account/activity',
}
const { event: _event, codesHref: _codes, browsersHref: _browsers, ...bare } = notMe

export const activitySamples: readonly (Sample<'activity'> | Sample<'not-me'>)[] = [
  { page: 'not-me', state: 'from-history', model: notMe },
  { page: 'not-me', state: 'from-mail', model: { ...bare, others: false, done: { ended: 2 } } },
  {
    page: 'activity',
    state: 'plain',
    model: { frame, filters, rows, earlierHref: '/account/activity?before=17' },
  },
  { page: 'activity', state: 'empty', model: { frame, filters, rows: [] } },
  {
    page: 'activity',
    state: 'none-of-kind',
    model: { frame, filters: filtersAt('failures'), rows: [] },
  },
  ...[0, 6, 12, 18].map((from) => ({
    page: 'activity' as const,
    state: `kinds-${from / 6 + 1}`,
    model: {
      frame,
      filters,
      rows: facts.slice(from, from + 6).map((fact, index) => rowOf(index * 90, fact)),
      latestHref: '/account/activity',
    },
  })),
  {
    page: 'activity',
    state: 'nothing-earlier',
    model: { frame, filters, rows: [], latestHref: '/account/activity' },
  },
]
