import type { Pages } from '../../../src/pages/pages.ts'
import type { FormError } from '../../../src/pages/parts.ts'
import type { PageSample } from '../page-samples.ts'

const name: Pages['sign-in'] = {
  action: '/interaction/8kD3/next',
  csrf: 'tq3VZbn0',
  cancelAction: '/interaction/8kD3/cancel',
  applicationName: 'Acme Payroll',
  fields: 'name',
  login: '',
  again: false,
}
const login = 'anna.lindqvist@example.org'
const otherNameHref = '/interaction/8kD3/identify'
const password: Pages['sign-in'] = { ...name, fields: 'password', login, otherNameHref }
const withCode: Pages['sign-in'] = { ...password, fields: 'password_and_code' }
const together: Pages['sign-in'] = { ...name, fields: 'name_and_password' }
const { otherNameHref: _, ...bound } = password

const wait: FormError = { code: 'throttled', seconds: 90 }

const samples: readonly (readonly [state: string, model: Pages['sign-in']])[] = [
  ['empty', name],
  ['name-missing', { ...name, error: { code: 'login_missing' } }],
  ['password', password],
  [
    'long-name',
    { ...password, login: `${'anna-of-the-long-name'.repeat(3)}@department.example.org` },
  ],
  ['again', { ...bound, again: true }],
  ['again-to-turn-off', { ...bound, again: true, toDo: 'turn_off' }],
  ['again-or-another', { ...password, again: true }],
  ['sign-in-failed', { ...password, error: { code: 'sign_in_failed' } }],
  ['throttled', { ...password, error: wait }],
  ['locked', { ...password, error: { code: 'locked' } }],
  ['with-code', withCode],
  ['with-code-and-trust', { ...withCode, trust: { lifetime: 2_592_000, checked: false } }],
  ['any-failed', { ...withCode, error: { code: 'any_failed' } }],
  ['code-unreadable', { ...withCode, error: { code: 'code_unreadable' } }],
  ['with-code-throttled', { ...withCode, error: wait }],
  ['together', together],
  ['together-again', { ...together, login, again: true }],
  ['together-failed', { ...together, login, error: { code: 'sign_in_failed' } }],
]

/** The pages for the first factor, in each shape. */
export const signInSamples: readonly PageSample[] = samples.map(([state, model]) => ({
  page: 'sign-in',
  state,
  model,
}))

const select: Pages['select-account'] = {
  action: '/interaction/8kD3/account',
  csrf: 'tq3VZbn0',
  cancelAction: '/interaction/8kD3/cancel',
  applicationName: 'Acme Payroll',
  accountName: login,
}

export const selectAccountSamples: readonly PageSample[] = [
  { page: 'select-account', state: 'plain', model: select },
  {
    page: 'select-account',
    state: 'long-name',
    model: {
      ...select,
      accountName: `${'anna-of-the-long-name'.repeat(3)}@department.example.org`,
    },
  },
]
