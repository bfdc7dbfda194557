import type { Pages } from '../../../src/pages/pages.ts'
import type { AccountFrame } from '../../../src/pages/parts.ts'
import type { PageSample } from '../page-samples.ts'

const form = { action: '/interaction/8kD3/next', csrf: 'tq3VZbn0' }
const applicationName = 'Acme Payroll'
const accountName = 'anna.lindqvist@example.org'

const codes = [
  'k7m2p-9xwaz-3hrtc',
  'w4qyd-t8e6n-rcj2b',
  'h9s3x-gk5pa-7mzfe',
  'n2b8t-xj4qw-c6rdk',
  'z5e7y-3fapm-hs9gn',
  'r8c4k-wd6xt-2qjbz',
  'p3n9f-ehy5m-a7kse',
  'x6j2g-rq8zc-t4wnd',
  'd9m5a-k3bhy-f7epx',
  's4t8w-cn2gj-q6zrk',
].map((code) => ({ code, used: false }))

const wrong = (error: 'recovery_wrong' | 'recovery_malformed') => ({ code: error })

/** Every state of the pages about recovery codes. */
export function recoverySamples(frame: AccountFrame): readonly PageSample[] {
  const enter: Pages['recovery-code'] = {
    ...form,
    cancelAction: '/interaction/8kD3/cancel',
    applicationName,
    accountName,
    reason: 'account_protected',
    codeHref: '/interaction/8kD3',
  }
  const { codeHref: _, ...onlyWay } = enter
  const shown: Pages['recovery-codes'] = {
    occasion: 'issued',
    accountName,
    codes,
    downloadHref: '/interaction/8kD3/recovery-codes.txt',
    acknowledge: form,
  }
  const { acknowledge: __, ...seen } = shown
  const over: Pages['recovery-codes-over'] = {
    ...form,
    accountName,
    applicationName,
    progress: { step: 3, steps: 3 },
  }
  const left: Pages['recovery-codes-left'] = {
    ...form,
    accountName,
    applicationName,
    left: 9,
    justUsed: true,
    few: false,
    hasDevice: false,
    addDeviceHref: '/interaction/8kD3/new-device',
  }
  const { addDeviceHref: ___, ...full } = left
  const codesHref = 'https://login.example.org/account/recovery-codes'
  return [
    { page: 'recovery-code', state: 'plain', model: enter },
    { page: 'recovery-code', state: 'only-way', model: onlyWay },
    ...(['recovery_wrong', 'recovery_malformed'] as const).map((error) => ({
      page: 'recovery-code' as const,
      state: error.replaceAll('_', '-'),
      model: {
        ...enter,
        ...(error === 'recovery_malformed' ? { typed: 'k7m2p-9xwaz-3hrt' } : {}),
        error: wrong(error),
      },
    })),
    {
      page: 'recovery-code',
      state: 'throttled',
      model: { ...enter, error: { code: 'throttled', seconds: 90 } },
    },
    { page: 'recovery-code', state: 'locked', model: { ...enter, error: { code: 'locked' } } },
    {
      page: 'recovery-codes',
      state: 'issued',
      model: { ...shown, progress: { step: 3, steps: 3 }, shown: { seconds: 900, left: 640 } },
    },
    { page: 'recovery-codes', state: 'regenerated', model: { ...shown, occasion: 'regenerated' } },
    {
      page: 'recovery-codes',
      state: 'seen',
      model: {
        ...seen,
        occasion: 'seen',
        codes: codes.map((one, place) => ({ ...one, used: [1, 4, 5].includes(place) })),
        frame,
        regenerateHref: '/account/recovery-codes/new',
        backHref: '/account',
      },
    },
    { page: 'recovery-codes-over', state: 'with-account', model: { ...over, codesHref } },
    { page: 'recovery-codes-over', state: 'plain', model: over },
    { page: 'recovery-codes-left', state: 'just-used', model: left },
    {
      page: 'recovery-codes-left',
      state: 'just-used-with-device',
      model: { ...left, left: 1, few: true, hasDevice: true, codesHref },
    },
    {
      page: 'recovery-codes-left',
      state: 'few',
      model: { ...full, left: 2, few: true, justUsed: false, hasDevice: true, codesHref },
    },
    {
      page: 'recovery-codes-left',
      state: 'none',
      model: { ...full, left: 0, few: true, justUsed: false, hasDevice: true },
    },
  ]
}
