import { qrSvg } from '../../src/web/qr.ts'
import { recoverySamples } from './samples/recovery.ts'
import { secondFactorSamples } from './samples/second-factor.ts'
import { type PageName, type Pages } from '../../src/pages/pages.ts'
import {
  ACCOUNT_PLACES,
  type AccountFrame,
  type CodeReason,
  type FormError,
  type MessageCode,
} from '../../src/pages/parts.ts'
import { sessionSamples } from './samples/sessions.ts'

import { languageSamples } from './samples/language.ts'
import { emailSamples } from './samples/email.ts'
import { passwordSamples } from './samples/passwords.ts'
import { activitySamples } from './samples/activity.ts'
import { mailSamples } from './samples/mail.ts'

import { browserSamples } from './samples/browsers.ts'
import { selectAccountSamples, signInSamples } from './samples/sign-in.ts'

/** Every page in every state worth looking at: what tests render and what screenshots show. */
export type PageSample = {
  [Name in PageName]: {
    readonly page: Name
    /** Unique within its page, kebab-case. */
    readonly state: string
    readonly model: Pages[Name]
  }
}[PageName]

const form = { action: '/interaction/8kD3/next', csrf: 'tq3VZbn0' }
const cancelAction = '/interaction/8kD3/cancel'
const applicationName = 'Acme Payroll'
const accountName = 'anna.lindqvist@example.org'

/** One of each code, with numbers as they come. */
export const formErrors = {
  sign_in_failed: { code: 'sign_in_failed' },
  password_wrong: { code: 'password_wrong' },
  login_missing: { code: 'login_missing' },
  any_failed: { code: 'any_failed' },
  code_unreadable: { code: 'code_unreadable' },
  throttled: { code: 'throttled', seconds: 90 },
  locked: { code: 'locked' },
  code_wrong: { code: 'code_wrong' },
  code_just_used: { code: 'code_just_used', seconds: 12 },
  code_malformed: { code: 'code_malformed', digits: 6 },
  app_ignored: {
    code: 'app_ignored',
    setting: 'algorithm',
    algorithm: 'SHA-256',
    digits: 8,
    period: 60,
  },
  app_took_text: { code: 'app_took_text' },
  clock_wrong: { code: 'clock_wrong', way: 'slow', off: 240 },
  recovery_wrong: { code: 'recovery_wrong' },
  recovery_malformed: { code: 'recovery_malformed' },
  name_invalid: { code: 'name_invalid', longest: 40 },
  setup_given_up: { code: 'setup_given_up' },
  name_taken: { code: 'name_taken' },
  name_invisible: { code: 'name_invisible' },
  name_lookalike: { code: 'name_lookalike', name: 'Phone' },
  limit_reached: { code: 'limit_reached', limit: 5 },
} as const satisfies { [Code in FormError['code']]: Extract<FormError, { code: Code }> }

const code: Pages['code'] = {
  ...form,
  cancelAction,
  applicationName,
  accountName,
  reason: 'account_protected',
  digits: [6],
}
const add: Pages['device-add'] = { ...form, name: '', passwordNeeded: false }
const keyUri =
  'otpauth://totp/Acme%20Sign-in:anna.lindqvist%40example.org?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Acme%20Sign-in'
const setup: Pages['device-setup'] = {
  ...form,
  deviceName: 'Phone',
  qrSvg: await qrSvg(keyUri),
  keyUri,
  nameHref: '/interaction/8kD3/device',
  keyGroups: ['JBSW', 'Y3DP', 'EHPK', '3PXP', 'JBSW', 'Y3DP', 'EHPK', '3PXP'],
  issuerName: 'Acme Sign-in',
  accountName,
  digits: 6,
}
const row = (id: string, name: string): Pages['devices']['devices'][number] => ({
  id,
  name,
  status: 'confirmed',
  addedAt: new Date('2025-03-12T08:30:00Z'),
  lastUsedAt: new Date('2025-11-21T14:05:00Z'),
  renameHref: `/account/devices/${id}/rename`,
  lostHref: `/account/devices/${id}/lost`,
  removeHref: `/account/devices/${id}/remove`,
})
const { lastUsedAt: _, ...unused } = row('d2', 'Tablet at home')
const { lostHref: _lost, renameHref: _rename, ...waiting } = unused
const pending: Pages['devices']['devices'][number] = {
  ...waiting,
  id: 'd3',
  name: 'Work laptop',
  status: 'pending',
  continueHref: '/account/devices/d3/setup',
}
const frame: AccountFrame = {
  accountName,
  signOutHref: '/account/sign-out',
  places: ACCOUNT_PLACES.map((place) => ({
    place,
    href: `/account/${place}`,
    here: place === 'security',
  })),
}
const devices: Pages['devices'] = {
  frame,
  protection: 'devices',
  devices: [{ ...row('d1', 'Phone'), clock: { way: 'slow', off: 40 } }, unused, pending],
  limit: 5,
  addHref: '/account/devices/add',
  turnOff: { href: '/account/turn-off' },
  email: { address: 'anna.lindqvist@example.org', verified: false, href: '/account/email' },
}
const { addHref: __, ...full } = devices
const { turnOff: ___, ...unprotected } = devices
const off: Pages['devices'] = { ...unprotected, protection: 'nothing', devices: [] }
const rename: Pages['device-rename'] = {
  ...form,
  accountName,
  deviceName: 'Phone',
  name: 'Phone',
  cancelHref: '/account/devices',
}
const remove: Pages['device-remove'] = {
  ...form,
  accountName,
  deviceName: 'Phone',
  cancelHref: '/account/devices',
}
const message = (
  messageCode: MessageCode,
  more: Partial<Pages['message']> = {},
): Pages['message'] => ({
  code: messageCode,
  links: [{ code: 'back_to_application', href: 'https://payroll.example/', name: applicationName }],
  ...more,
})

const LEAVES_AT = new Date('2025-11-28T14:05:00Z')
const reasons: readonly CodeReason[] = ['account_protected', 'application_asks', 'too_old']
const messages: readonly MessageCode[] = [
  'form_outdated',
  'not_found',
  'sign_in_impossible',
  'device_limit',
  'second_factor_required',
  'too_many_attempts',
]

export const pageSamples: readonly PageSample[] = [
  ...passwordSamples,
  ...emailSamples,
  {
    page: 'landing',
    state: 'plain',
    model: {
      issuer: 'https://login.example.org',
      links: [
        { code: 'account', href: '/account' },
        { code: 'demo', href: '/demo' },
        { code: 'metadata', href: '/.well-known/openid-configuration' },
      ],
    },
  },
  ...signInSamples,
  ...reasons.map((reason) => ({
    page: 'code' as const,
    state: reason.replaceAll('_', '-'),
    model: { ...code, reason },
  })),
  ...(['turn_off', 'report_lost_device'] as const).map((toDo) => ({
    page: 'code' as const,
    state: `to-${toDo.replaceAll('_', '-')}`,
    model: { ...code, toDo },
  })),
  ...(['code_wrong', 'code_just_used', 'code_malformed', 'throttled', 'locked'] as const).map(
    (error) => ({
      page: 'code' as const,
      state: error.replaceAll('_', '-'),
      model: { ...code, error: formErrors[error] },
    }),
  ),
  { page: 'code', state: 'two-lengths', model: { ...code, digits: [6, 8] } },
  {
    page: 'code',
    state: 'or-recovery',
    model: { ...code, recoveryHref: '/interaction/8kD3/recovery' },
  },
  ...recoverySamples(frame),
  ...secondFactorSamples(devices, add),
  ...selectAccountSamples,
  {
    page: 'consent',
    state: 'plain',
    model: {
      ...form,
      cancelAction,
      applicationName,
      applicationUri: 'https://payroll.example/',
      accountName,
      permissions: ['openid', 'profile', 'email', 'offline_access'],
      apis: [
        { resource: 'https://api.payroll.example/', scopes: ['read', 'pay'] },
        { resource: 'https://files.example/', scopes: ['read'] },
      ],
      destination: 'payroll.example',
      kept: true,
    },
  },
  {
    page: 'connect',
    state: 'plain',
    model: { action: '/device', xsrf: 'a token of the library', userCode: '' },
  },
  ...(
    [
      'unknown',
      'used',
      'expired',
      'declined',
      'outdated',
      'refused',
      'other_account',
      'impossible',
    ] as const
  ).map((error) => ({
    page: 'connect' as const,
    state: error.replace('_', '-'),
    model: { action: '/device', xsrf: 'a token of the library', userCode: 'WDJB-MJHT', error },
  })),
  {
    page: 'connect-confirm',
    state: 'plain',
    model: {
      action: '/device',
      xsrf: 'a token of the library',
      applicationName: 'Payroll TV',
      userCode: 'WDJB-MJHT',
      address: '192.0.2.7',
    },
  },
  {
    page: 'device-add',
    state: 'preferred',
    model: { ...add, applicationName: 'Payroll', cancelAction: '/cancel', skipAction: '/skip' },
  },
  {
    page: 'device-add',
    state: 'signing-in',
    model: {
      ...add,
      applicationName,
      cancelAction,
      name: 'Phone',
      progress: { step: 1, steps: 3 },
    },
  },
  {
    page: 'device-add',
    state: 'in-account',
    model: { ...add, accountName, passwordNeeded: true, cancelHref: '/account/devices' },
  },
  ...(
    [
      'name_invalid',
      'name_taken',
      'name_invisible',
      'name_lookalike',
      'limit_reached',
      'password_wrong',
      'throttled',
    ] as const
  ).map((error) => ({
    page: 'device-add' as const,
    state: error.replaceAll('_', '-'),
    model: {
      ...add,
      accountName,
      name: 'Phone',
      passwordNeeded: true,
      cancelHref: '/account/devices',
      error: formErrors[error],
    },
  })),
  {
    page: 'device-setup',
    state: 'signing-in',
    model: { ...setup, applicationName, cancelAction, progress: { step: 2, steps: 3 } },
  },
  {
    page: 'device-setup',
    state: 'in-account',
    model: { ...setup, cancelHref: '/account/devices' },
  },
  {
    page: 'device-setup',
    state: 'code-wrong',
    model: { ...setup, cancelHref: '/account/devices', error: formErrors.code_wrong },
  },
  {
    page: 'device-setup',
    state: 'app-ignored',
    model: {
      ...setup,
      digits: 8,
      settings: { algorithm: 'SHA-256', digits: 8, period: 60 },
      cancelHref: '/account/devices',
      error: formErrors.app_ignored,
      standardAction: '/account/devices/d3/standard',
    },
  },
  {
    page: 'device-setup',
    state: 'app-took-text',
    model: { ...setup, cancelHref: '/account/devices', error: formErrors.app_took_text },
  },
  {
    page: 'device-setup',
    state: 'clock-wrong',
    model: {
      ...setup,
      applicationName,
      cancelAction,
      progress: { step: 2, steps: 3 },
      error: formErrors.clock_wrong,
    },
  },
  {
    page: 'account-delete',
    state: 'plain',
    model: { ...form, accountName, days: 7, passwordNeeded: false, cancelHref: '/account' },
  },
  {
    page: 'account-delete',
    state: 'password-wrong',
    model: {
      ...form,
      accountName,
      days: 7,
      passwordNeeded: true,
      cancelHref: '/account',
      error: { code: 'password_wrong' },
    },
  },
  {
    page: 'account-leaving',
    state: 'in-account',
    model: { ...form, accountName, until: LEAVES_AT, backHref: '/account' },
  },
  {
    page: 'account-leaving',
    state: 'signing-in',
    model: { ...form, accountName, until: LEAVES_AT, next: { ...form, applicationName } },
  },
  {
    page: 'devices',
    state: 'leaving',
    model: { ...devices, leaving: { until: LEAVES_AT, stay: form } },
  },
  {
    page: 'devices',
    state: 'staying',
    model: { ...devices, done: { code: 'staying', name: '' } },
  },
  { page: 'devices', state: 'on', model: { ...devices, deleteHref: '/account/delete' } },
  {
    page: 'devices',
    state: 'check-up',
    model: {
      ...devices,
      checkUp: {
        safeguards: [
          { code: 'password' },
          { code: 'devices', count: 1 },
          { code: 'recovery_codes', count: 2 },
          { code: 'email_verified' },
        ],
        gaps: [
          { code: 'no_device', href: '/account/devices/add' },
          { code: 'one_device', href: '/account/devices/add' },
          { code: 'no_codes', href: '/account/recovery-codes/new' },
          { code: 'few_codes', left: 2, href: '/account/recovery-codes/new' },
          { code: 'email_unverified', href: '/account/email' },
          { code: 'trusted_for_long', count: 2, href: '/account/browsers' },
          { code: 'signed_in_elsewhere', count: 3, href: '/account/sessions' },
        ],
      },
    },
  },
  {
    page: 'devices',
    state: 'added',
    model: { ...devices, devices: [row('d1', 'Phone')], done: { code: 'added', name: 'Phone' } },
  },
  {
    page: 'devices',
    state: 'added-another',
    model: { ...devices, done: { code: 'added_another', name: 'Tablet at home' } },
  },
  {
    page: 'devices',
    state: 'turned-off',
    model: { ...off, done: { code: 'turned_off', name: '' } },
  },
  { page: 'devices', state: 'empty', model: off },
  {
    page: 'devices',
    state: 'full',
    model: {
      ...full,
      limit: 2,
      devices: [row('d1', 'Phone'), unused],
      done: { code: 'renamed', name: 'Tablet at home' },
    },
  },
  {
    page: 'devices',
    state: 'long-name',
    model: {
      ...devices,
      devices: [row('d1', 'The-telephone-with-a-name-that-nobody-broke')],
      done: { code: 'removed', name: 'Old phone' },
    },
  },
  { page: 'device-rename', state: 'plain', model: rename },
  {
    page: 'device-rename',
    state: 'name-taken',
    model: { ...rename, name: 'Tablet at home', error: formErrors.name_taken },
  },
  { page: 'device-remove', state: 'plain', model: remove },
  {
    page: 'sign-out',
    state: 'plain',
    model: {
      formHtml:
        '<form id="op.logoutForm" method="post" action="/session/end/confirm"><input type="hidden" name="xsrf" value="5f1c"/></form>',
    },
  },
  {
    page: 'sign-out',
    state: 'asked-by-application',
    model: {
      applicationName,
      formHtml:
        '<form id="op.logoutForm" method="post" action="/session/end/confirm"><input type="hidden" name="xsrf" value="5f1c"/></form>',
    },
  },
  ...(['to_application', 'sign_out', 'switch_account', 'connect'] as const).map((leads) => ({
    page: 'forward' as const,
    state: leads.replaceAll('_', '-'),
    model: {
      code: leads,
      applicationName,
      action: '/session/end/confirm',
      fields: { xsrf: '5f1c' },
    },
  })),
  {
    page: 'message',
    state: 'signed-out',
    model: message('signed_out', {
      applications: { signedOut: ['Shop', 'Bank'], notSignedOut: ['A forum of somebody else'] },
      links: [{ code: 'back_to_application', href: 'https://shop.example/', name: 'Shop' }],
    }),
  },
  {
    page: 'message',
    state: 'request-invalid',
    model: message('request_invalid', {
      links: [],
      detail: {
        error: 'invalid_redirect_uri',
        description: "redirect_uri did not match any of the client's registered redirect_uris",
      },
    }),
  },
  {
    page: 'message',
    state: 'interaction-expired',
    model: message('interaction_expired', {
      links: [
        { code: 'back_to_application', href: 'https://payroll.example/', name: applicationName },
        { code: 'home', href: '/' },
      ],
    }),
  },
  ...(['unavailable', 'internal'] as const).map((fault) => ({
    page: 'message' as const,
    state: fault,
    model: message(fault, { reference: '7F3K-29QD' }),
  })),
  ...sessionSamples,
  ...messages.map((told) => ({
    page: 'message' as const,
    state: told.replaceAll('_', '-'),
    model: message(told),
  })),
  ...languageSamples,
  ...activitySamples,
  ...mailSamples,
  ...browserSamples,
]
