import type { Pages } from '../../../src/pages/pages.ts'
import type { RecoverySummary } from '../../../src/pages/second-factor.ts'
import type { PageSample } from '../page-samples.ts'

const form = { action: '/account/next', csrf: 'tq3VZbn0' }
const accountName = 'anna.lindqvist@example.org'
const cancelHref = '/account'

const codes = (left: number): RecoverySummary => ({
  state: 'made',
  left,
  few: left < 3,
  count: 10,
  madeAt: new Date('2025-03-12T08:30:00Z'),
  seeHref: '/account/recovery-codes',
  renewHref: '/account/recovery-codes/new',
})

/** Every state of the pages that change the second factor as a whole, and of what tells of it. */
export function secondFactorSamples(
  devices: Pages['devices'],
  add: Pages['device-add'],
): readonly PageSample[] {
  const [first] = devices.devices
  if (!first) throw new Error('a device is needed')
  const one = { ...devices, devices: [first], recoveryCodes: codes(10) }
  const { removeHref: _, ...last } = first
  const off: Pages['turn-off'] = { ...form, accountName, passwordNeeded: false, cancelHref }
  const lost: Pages['device-lost'] = {
    ...form,
    accountName,
    deviceName: 'Phone',
    until: 'devices',
    cancelHref,
  }
  const adding = { ...add, accountName, passwordNeeded: true, cancelHref, name: 'Phone' }
  return [
    { page: 'devices', state: 'one-device', model: one },
    { page: 'devices', state: 'few-codes', model: { ...one, recoveryCodes: codes(2) } },
    { page: 'devices', state: 'one-code', model: { ...one, recoveryCodes: codes(1) } },
    { page: 'devices', state: 'used-codes', model: { ...one, recoveryCodes: codes(0) } },
    {
      page: 'devices',
      state: 'no-codes',
      model: {
        ...one,
        dataHref: '/account/data',
        recoveryCodes: { state: 'missing', makeHref: '/account/recovery-codes/new' },
      },
    },
    {
      page: 'devices',
      state: 'codes-only',
      model: { ...one, protection: 'recovery_codes', devices: [], recoveryCodes: codes(6) },
    },
    { page: 'devices', state: 'required', model: { ...one, devices: [last], turnOff: 'required' } },
    {
      page: 'devices',
      state: 'codes-renewed',
      model: { ...one, done: { code: 'codes_renewed', name: '' } },
    },
    {
      page: 'device-add',
      state: 'lost',
      model: { ...adding, lost: { name: 'Phone', off: false } },
    },
    {
      page: 'device-add',
      state: 'lost-and-off',
      model: { ...adding, lost: { name: 'Phone', off: true, endedSessions: 2 } },
    },
    { page: 'device-lost', state: 'one-of-several', model: lost },
    { page: 'device-lost', state: 'codes-remain', model: { ...lost, until: 'recovery_codes' } },
    {
      page: 'device-lost',
      state: 'nothing-remains',
      model: { ...lost, until: 'nothing' },
    },
    { page: 'turn-off', state: 'by-code', model: off },
    { page: 'turn-off', state: 'last-device', model: { ...off, lastDevice: 'Phone' } },
    { page: 'turn-off', state: 'by-password', model: { ...off, passwordNeeded: true } },
    {
      page: 'turn-off',
      state: 'password-wrong',
      model: { ...off, passwordNeeded: true, error: { code: 'password_wrong' } },
    },
    {
      page: 'recovery-codes-new',
      state: 'replacing-others',
      model: { ...form, accountName, replaces: true, cancelHref },
    },
    {
      page: 'recovery-codes-new',
      state: 'first',
      model: { ...form, accountName, replaces: false, cancelHref },
    },
  ]
}
