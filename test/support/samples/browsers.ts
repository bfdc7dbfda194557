import { type Pages } from '../../../src/pages/pages.ts'
import { type AccountFrame, ACCOUNT_PLACES } from '../../../src/pages/parts.ts'
import type { PageSample } from '../page-samples.ts'

const MONTH = 30 * 86_400
const accountName = 'anna.lindqvist@example.org'
const form = { action: '/account/browsers/b1/forget', csrf: 'tq3VZbn0' }
const cancelHref = '/account/browsers'

const frame: AccountFrame = {
  accountName,
  signOutHref: '/account/sign-out',
  places: ACCOUNT_PLACES.map((place) => ({
    place,
    href: `/account/${place}`,
    here: place === 'browsers',
  })),
}

const row: Pages['browsers']['browsers'][number] = {
  browser: 'Firefox',
  system: 'Windows',
  here: true,
  trustedAt: new Date('2025-11-03T08:30:00Z'),
  until: new Date('2025-12-03T08:30:00Z'),
  lastUsedAt: new Date('2025-11-21T14:05:00Z'),
  address: '192.0.2.7',
  forgetHref: '/account/browsers/b1/forget',
}

const list: Pages['browsers'] = {
  frame,
  lifetime: MONTH,
  forgetAllHref: '/account/browsers/forget',
  browsers: [
    row,
    {
      ...row,
      browser: 'Safari',
      system: 'iOS',
      here: false,
      address: '2001:db8:85a3::8a2e:370:7334',
    },
    { ...unknown(), system: 'Linux' },
    unknown(),
  ],
}

function unknown(): Pages['browsers']['browsers'][number] {
  const { browser: _, system: __, ...rest } = row
  return { ...rest, here: false }
}

const { forgetAllHref: _, ...few } = list

const code: Pages['code'] = {
  action: '/interaction/8kD3/code',
  csrf: 'tq3VZbn0',
  cancelAction: '/interaction/8kD3/cancel',
  applicationName: 'Acme Payroll',
  accountName,
  reason: 'account_protected',
  digits: [6],
  trust: { lifetime: MONTH, checked: false },
}

/** Trusted browsers, and where one becomes so. */
export const browserSamples: readonly PageSample[] = [
  { page: 'browsers', state: 'several', model: list },
  {
    page: 'browsers',
    state: 'one-left',
    model: {
      ...few,
      browsers: [row],
      done: { code: 'forgotten', browser: 'Safari', system: 'iOS' },
    },
  },
  { page: 'browsers', state: 'empty', model: { ...few, browsers: [] } },
  {
    page: 'browsers',
    state: 'all-forgotten',
    model: { ...few, browsers: [], done: { code: 'all_forgotten' } },
  },
  {
    page: 'browser-forget',
    state: 'another',
    model: {
      ...form,
      accountName,
      cancelHref,
      what: { browser: 'Safari', system: 'iOS', here: false },
    },
  },
  {
    page: 'browser-forget',
    state: 'this-one',
    model: { ...form, accountName, cancelHref, what: { browser: 'Firefox', here: true } },
  },
  {
    page: 'browser-forget',
    state: 'all',
    model: { ...form, accountName, cancelHref, what: 'all' },
  },
  { page: 'code', state: 'trust', model: code },
  {
    page: 'code',
    state: 'trust-code-wrong',
    model: { ...code, trust: { lifetime: MONTH, checked: true }, error: { code: 'code_wrong' } },
  },
]
