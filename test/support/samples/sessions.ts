import { type Pages } from '../../../src/pages/pages.ts'
import { ACCOUNT_PLACES, type AccountFrame, type AccountPlace } from '../../../src/pages/parts.ts'
import type { ApplicationRow, SessionRow } from '../../../src/pages/sessions.ts'
import type { PageSample } from '../page-samples.ts'

const accountName = 'anna.lindqvist@example.org'
const csrf = 'tq3VZbn0'

const frameAt = (here: AccountPlace): AccountFrame => ({
  accountName,
  signOutHref: '/session/end',
  places: ACCOUNT_PLACES.map((place) => ({
    place,
    href: `/account/${place}`,
    here: place === here,
  })),
})

const own: SessionRow = {
  id: 's1',
  browser: { browser: 'Firefox', system: 'Linux' },
  address: '192.0.2.17',
  signedInAt: new Date('2025-11-21T08:12:00Z'),
  lastUsedAt: new Date('2025-11-21T14:05:00Z'),
  applications: ['Acme Payroll', 'Acme Mail'],
  device: 'Phone',
  current: true,
}
const phone: SessionRow = {
  id: 's2',
  browser: { browser: 'Chrome', system: 'Android' },
  address: '2001:db8:85a3:8d3:1319:8a2e:370:7348',
  signedInAt: new Date('2025-11-14T19:40:00Z'),
  lastUsedAt: new Date('2025-11-20T06:55:00Z'),
  applications: ['Acme Mail', 'A forum of somebody else with a rather long name', 'Acme Payroll'],
  current: false,
}
/** From before browsers were recorded. */
const bare: SessionRow = { id: 's3', browser: {}, applications: [], current: false }

const sessions: Pages['sessions'] = {
  frame: frameAt('sessions'),
  csrf,
  sessions: [own, phone, bare],
  endAction: '/account/sessions/end',
  endOthersAction: '/account/sessions/end-others',
}
const { endOthersAction: _, ...alone } = sessions

const payroll: ApplicationRow = {
  name: 'Acme Payroll',
  uri: 'https://payroll.example/',
  permissions: ['openid', 'profile', 'email'],
  apis: [],
  since: new Date('2025-03-12T08:30:00Z'),
  firstParty: true,
  revokeHref: '/account/applications/payroll/revoke',
}
const forum: ApplicationRow = {
  name: 'A forum of somebody else',
  uri: 'https://forum.example/start',
  permissions: ['openid', 'email', 'offline_access'],
  apis: [{ resource: 'https://api.forum.example/', scopes: ['posts:write'] }],
  since: new Date('2025-11-02T17:00:00Z'),
  firstParty: false,
  revokeHref: '/account/applications/forum/revoke',
}
/** Its client was deleted: its id is all there is. */
const gone: ApplicationRow = {
  name: 'q7f3b1c9-an-identifier-that-nobody-gave-a-name-to',
  permissions: ['openid'],
  apis: [],
  since: new Date('2024-12-24T23:59:00Z'),
  firstParty: false,
  revokeHref: '/account/applications/q7f3b1c9/revoke',
}

const applications: Pages['applications'] = {
  frame: frameAt('applications'),
  applications: [forum, payroll, gone],
}
const revoke: Pages['application-revoke'] = {
  action: '/account/applications/forum/revoke',
  csrf,
  accountName,
  applicationName: forum.name,
  firstParty: false,
  cancelHref: '/account/applications',
}

/** Where somebody is signed in, and what they have let in. */
export const sessionSamples: readonly PageSample[] = [
  { page: 'sessions', state: 'several', model: sessions },
  { page: 'sessions', state: 'alone', model: { ...alone, sessions: [own] } },
  {
    page: 'sessions',
    state: 'one-ended',
    model: { ...sessions, sessions: [own, phone], done: { ended: 1 } },
  },
  {
    page: 'sessions',
    state: 'others-ended',
    model: { ...alone, sessions: [own], done: { ended: 3 } },
  },
  {
    page: 'sessions',
    state: 'ended-before',
    model: { ...sessions, sessions: [own, phone], done: { ended: 0 } },
  },
  { page: 'sessions', state: 'many', model: { ...sessions, sessions: [own, phone], shown: 50 } },
  { page: 'applications', state: 'several', model: applications },
  { page: 'applications', state: 'empty', model: { ...applications, applications: [] } },
  {
    page: 'applications',
    state: 'revoked',
    model: { ...applications, applications: [payroll], done: { name: forum.name } },
  },
  { page: 'application-revoke', state: 'somebody-elses', model: revoke },
  {
    page: 'application-revoke',
    state: 'first-party',
    model: { ...revoke, applicationName: payroll.name, firstParty: true },
  },
]
