import { type Pages } from '../../../src/pages/pages.ts'
import { ACCOUNT_PLACES, type AccountFrame } from '../../../src/pages/parts.ts'
import type { EmailDone, EmailError } from '../../../src/pages/email.ts'
import type { PageSample } from '../page-samples.ts'

const form = { action: '/account/email', csrf: 'tq3VZbn0' }
const accountName = 'anna.lindqvist@example.org'
const address = 'anna.lindqvist@post.example.org'
const frame: AccountFrame = {
  accountName,
  signOutHref: '/account/sign-out',
  places: ACCOUNT_PLACES.map((place) => ({
    place,
    href: `/account/${place}`,
    here: place === 'security',
  })),
}
const page: Pages['email'] = {
  ...form,
  frame,
  address,
  verified: true,
  minutes: 30,
  passwordNeeded: false,
  typed: '',
}

const done: Readonly<Record<string, EmailDone>> = {
  asked: { code: 'asked', address: 'anna@new.example.org', minutes: 30 },
  changed: { code: 'changed', address },
}

const errors: Readonly<Record<string, EmailError>> = {
  invalid: { field: 'email', code: 'invalid' },
  unchanged: { field: 'email', code: 'unchanged' },
  'too-many': { field: 'email', code: 'too_many' },
  'password-wrong': { field: 'password', error: { code: 'password_wrong' } },
}

/** The pages about an account's address. */
export const emailSamples: readonly PageSample[] = [
  { page: 'email', state: 'verified', model: page },
  {
    page: 'email',
    state: 'not-verified',
    model: { ...page, verified: false, passwordNeeded: true, typed: address },
  },
  {
    page: 'email',
    state: 'none',
    model: { ...form, frame, verified: false, minutes: 30, passwordNeeded: true, typed: '' },
  },
  ...Object.entries(done).map(([state, told]) => ({
    page: 'email' as const,
    state,
    model: { ...page, done: told },
  })),
  ...Object.entries(errors).map(([state, error]) => ({
    page: 'email' as const,
    state,
    model: { ...page, typed: 'anna@', passwordNeeded: error.field === 'password', error },
  })),
  {
    page: 'email-confirm',
    state: 'plain',
    model: { ...form, accountName, address, cancelHref: '/account/email' },
  },
  { page: 'email-undo', state: 'plain', model: { ...form, accountName, address } },
  { page: 'email-undo', state: 'without-address', model: { ...form, accountName } },
  ...(['expired', 'undone', 'outdated'] as const).map((code) => ({
    page: 'email-told' as const,
    state: code,
    model: { code, href: '/account' },
  })),
]
