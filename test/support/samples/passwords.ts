import { ACCOUNT_PLACES, type AccountFrame, type Pages } from '../../../src/pages.ts'
import type { PasswordChangeError } from '../../../src/pages-passwords.ts'
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

/** The pages about passwords. */
export const passwordSamples: readonly PageSample[] = [
  { page: 'password-change', state: 'without-code', model: { ...change, codeNeeded: false } },
  { page: 'password-change', state: 'with-code', model: change },
  { page: 'password-change', state: 'changed', model: { ...change, changed: true } },
  ...Object.entries(changeErrors).map(([state, error]) => ({
    page: 'password-change' as const,
    state,
    model: { ...change, error },
  })),
]
