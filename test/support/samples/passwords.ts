import { type Pages } from '../../../src/pages/pages.ts'
import { ACCOUNT_PLACES, type AccountFrame } from '../../../src/pages/parts.ts'
import type { PasswordChangeError } from '../../../src/pages/passwords.ts'
import type { PageSample } from '../page-samples.ts'

const form = { action: '/account/password', csrf: 'tq3VZbn0' }
const accountName = 'anna.lindqvist@example.org'
const frame: AccountFrame = {
  accountName,
  signOutHref: '/account/sign-out',
  places: ACCOUNT_PLACES.map((place) => ({
    place,
    href: `/account/${place}`,
    here: place === 'password',
  })),
}
const change: Pages['password-change'] = {
  ...form,
  frame,
  passwordNeeded: true,
  codeNeeded: true,
  shortest: 8,
  changed: false,
}

const changeErrors: Readonly<Record<string, PasswordChangeError>> = {
  'password-wrong': { field: 'password', error: { code: 'password_wrong' } },
  'password-throttled': { field: 'password', error: { code: 'throttled', seconds: 90 } },
  'code-wrong': { field: 'code', error: { code: 'either_wrong' } },
  'code-malformed': { field: 'code', error: { code: 'either_malformed' } },
  'code-just-used': { field: 'code', error: { code: 'code_just_used', seconds: 12 } },
  'recovery-code-used': { field: 'code', error: { code: 'recovery_code_used' } },
  'too-short': { field: 'new_password', error: { code: 'too_short', shortest: 8 } },
  'too-long': { field: 'new_password', error: { code: 'too_long', longest: 128 } },
  common: { field: 'new_password', error: { code: 'common' } },
  'own-words': { field: 'new_password', error: { code: 'own_words' } },
  unchanged: { field: 'new_password', error: { code: 'unchanged' } },
}

/** The present one was right. */
const SECOND = { passwordNeeded: false }

const back = { href: 'https://payroll.example/', name: 'Acme Payroll' }
const signInHref = '/interaction/8kD3'
const forgot: Pages['password-forgot'] = { ...form, login: accountName, minutes: 30, signInHref }
const reset: Pages['password-reset'] = { ...form, accountName, shortest: 8 }

/** The pages about passwords. */
export const passwordSamples: readonly PageSample[] = [
  { page: 'password-change', state: 'present', model: change },
  {
    page: 'password-change',
    state: 'without-code',
    model: { ...change, ...SECOND, codeNeeded: false },
  },
  { page: 'password-change', state: 'with-code', model: { ...change, ...SECOND } },
  { page: 'password-change', state: 'changed', model: { ...change, changed: true } },
  ...Object.entries(changeErrors).map(([state, error]) => ({
    page: 'password-change' as const,
    state,
    model: {
      ...change,
      ...(error.field === 'password' ? {} : SECOND),
      ...(error.field === 'code' ? { anotherHref: '/account/password?another' } : {}),
      error,
    },
  })),
  {
    page: 'sign-in',
    state: 'with-a-way-out',
    model: {
      ...form,
      cancelAction: '/cancel',
      applicationName: 'Acme Payroll',
      fields: 'name_and_password',
      login: '',
      again: false,
      forgotAction: '/interaction/8kD3/forgot',
    },
  },
  { page: 'password-forgot', state: 'plain', model: forgot },
  {
    page: 'password-forgot',
    state: 'missing',
    model: { ...forgot, login: '', back, error: { code: 'login_missing' } },
  },
  { page: 'password-reset', state: 'plain', model: reset },
  { page: 'password-reset', state: 'common', model: { ...reset, error: { code: 'common' } } },
  {
    page: 'password-told',
    state: 'asked',
    model: {
      code: 'asked',
      login: accountName,
      minutes: 30,
      href: '/password/forgot',
      signInHref,
      back,
    },
  },
  {
    page: 'password-told',
    state: 'asked-alone',
    model: {
      code: 'asked',
      login: 'a-name-that-is-so-long-that-it-does-not-fit-a-telephone-at-all',
      minutes: 30,
      href: '/password/forgot',
      signInHref: '/account',
    },
  },
  {
    page: 'password-told',
    state: 'changed',
    model: { code: 'changed', href: back.href, applicationName: back.name },
  },
  { page: 'password-told', state: 'changed-alone', model: { code: 'changed', href: '/account' } },
  {
    page: 'password-told',
    state: 'expired',
    model: { code: 'expired', minutes: 30, href: '/password/forgot', signInHref: '/account' },
  },
  {
    page: 'password-told',
    state: 'outdated',
    model: { code: 'outdated', href: '/password/forgot', signInHref },
  },
]
