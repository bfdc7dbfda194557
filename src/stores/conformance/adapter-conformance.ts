import type { ArtefactStore } from './artefact-index-conformance.ts'
import { deepEqual, equal, ok } from 'node:assert/strict'
import type { AdapterPayload } from 'oidc-provider'
import {
  concurrently,
  propertiesOf,
  type ConformanceProperty,
  type OpenTwoHandles,
} from './property.ts'
import { sessionConformance } from './session-conformance.ts'

const HOUR = 3600

/** oidc-provider's adapter as the library uses it, through two handles on one database. */
export const adapterConformance = (
  open: OpenTwoHandles<ArtefactStore>,
): readonly ConformanceProperty[] => [
  ...propertiesOf(open, { ...KEEPING, ...EXPIRING, ...CONSUMING, ...REVOKING }),
  ...sessionConformance(open),
]

type Checks = Parameters<typeof propertiesOf<ArtefactStore>>[1]

const KEEPING: Checks = {
  'what one handle wrote the other finds, field by field': async ({ first, second }) => {
    const payload: AdapterPayload = {
      iat: 1,
      exp: 2,
      accountId: 'änn',
      amr: ['pwd', 'otp', 'mfa'],
      claims: { id_token: { acr: { essential: true, values: ['a'] }, sub: null } },
      params: { nested: [{ deep: '☕ " \\ \u0000' }] },
    }
    await first.adapter('AccessToken').upsert('id', payload, HOUR)
    deepEqual(await second.adapter('AccessToken').find('id'), payload)
  },

  'what is unknown is not found, and can be destroyed': async ({ first }) => {
    const adapter = first.adapter('AccessToken')
    equal(await adapter.find('id'), undefined)
    equal(await adapter.findByUid('id'), undefined)
    equal(await adapter.findByUserCode('id'), undefined)
    await adapter.destroy('id')
    await adapter.revokeByGrantId('id')
  },

  'a second write replaces the first': async ({ first, second }) => {
    await first.adapter('Interaction').upsert('id', { returnTo: 'a', cid: 'gone' }, HOUR)
    await second.adapter('Interaction').upsert('id', { returnTo: 'b' }, HOUR)
    deepEqual(await first.adapter('Interaction').find('id'), { returnTo: 'b' })
  },

  'one id in two models is two artefacts': async ({ first, second }) => {
    await first.adapter('Grant').upsert('id', { clientId: 'grant' }, HOUR)
    await first.adapter('AccessToken').upsert('id', { clientId: 'token' }, HOUR)
    await second.adapter('Grant').destroy('id')
    equal(await first.adapter('Grant').find('id'), undefined)
    deepEqual(await first.adapter('AccessToken').find('id'), { clientId: 'token' })
    equal(await first.adapter('RefreshToken').find('id'), undefined)
  },

  'a device code is found by its user code until it is destroyed': async ({ first, second }) => {
    await first.adapter('DeviceCode').upsert('id', { userCode: 'ABCD' }, HOUR)
    deepEqual(await second.adapter('DeviceCode').findByUserCode('ABCD'), { userCode: 'ABCD' })
    equal(await second.adapter('DeviceCode').findByUserCode('ABCE'), undefined)
    await second.adapter('DeviceCode').destroy('id')
    equal(await first.adapter('DeviceCode').findByUserCode('ABCD'), undefined)
  },

  'a session is found by its uid until it is destroyed': async ({ first, second }) => {
    await first.adapter('Session').upsert('id', { uid: 'uid', accountId: 'ann' }, HOUR)
    deepEqual(await second.adapter('Session').findByUid('uid'), { uid: 'uid', accountId: 'ann' })
    await second.adapter('Session').destroy('id')
    equal(await first.adapter('Session').findByUid('uid'), undefined)
    equal(await first.adapter('Session').find('id'), undefined)
  },
}

const EXPIRING: Checks = {
  'what expired on arrival is never found, however far the clocks are apart': async ({ first }) => {
    for (const expiresIn of [0, -2, -86_400]) {
      await first.adapter('Session').upsert('s', { uid: 'uid' }, expiresIn)
      await first.adapter('DeviceCode').upsert('d', { userCode: 'ABCD' }, expiresIn)
      equal(await first.adapter('Session').find('s'), undefined)
      equal(await first.adapter('Session').findByUid('uid'), undefined)
      equal(await first.adapter('DeviceCode').find('d'), undefined)
      equal(await first.adapter('DeviceCode').findByUserCode('ABCD'), undefined)
    }
  },

  'a write that expired on arrival replaces what lived': async ({ first, second }) => {
    await first.adapter('Interaction').upsert('id', { returnTo: 'a' }, HOUR)
    await second.adapter('Interaction').upsert('id', { returnTo: 'b' }, -1)
    equal(await first.adapter('Interaction').find('id'), undefined)
  },

  'what has no expiry is found': async ({ first, second }) => {
    await first.adapter('Client').upsert('id', { clientId: 'id' })
    deepEqual(await second.adapter('Client').find('id'), { clientId: 'id' })
  },
}

const CONSUMING: Checks = {
  'what was consumed is found with the seconds when it was': async ({ first, second }) => {
    await first.adapter('RefreshToken').upsert('id', { accountId: 'ann' }, HOUR)
    await first.adapter('RefreshToken').consume('id')
    const found = await second.adapter('RefreshToken').find('id')
    const consumed: unknown = found?.consumed
    ok(typeof consumed === 'number' && Number.isInteger(consumed))
    // Seconds and not milliseconds: a thousandfold would be far from now.
    ok(Math.abs(consumed - Date.now() / 1000) < 86_400)
    deepEqual(found, { accountId: 'ann', consumed })
  },

  'of 50 concurrent requests with one code exactly one consumes it': async (handles) => {
    await handles.first.adapter('AuthorizationCode').upsert('id', {}, HOUR)
    equal(await consumers(handles, 'AuthorizationCode', 50), 1)
  },

  'what is unknown, destroyed or revoked cannot be consumed': async (handles) => {
    const { first, second } = handles
    const codes = first.adapter('AuthorizationCode')
    await codes.upsert('id', { grantId: 'grant' }, HOUR)
    await second.adapter('AuthorizationCode').revokeByGrantId('grant')
    equal(await consumers(handles, 'AuthorizationCode', 2), 0)
    await codes.upsert('id', {}, HOUR)
    await second.adapter('AuthorizationCode').destroy('id')
    equal(await consumers(handles, 'AuthorizationCode', 2), 0)
  },

  'a slow write does not make unused again what was consumed': async (handles) => {
    const { first, second } = handles
    await first.adapter('DeviceCode').upsert('id', { clientId: 'a' }, HOUR)
    await second.adapter('DeviceCode').consume('id')
    await first.adapter('DeviceCode').upsert('id', { clientId: 'b' }, HOUR)
    const found = await second.adapter('DeviceCode').find('id')
    equal(found?.clientId, 'b')
    ok(found?.consumed)
    equal(await consumers(handles, 'DeviceCode', 2), 0)
  },
}

const REVOKING: Checks = {
  'revoking a grant takes its codes and tokens of every model, and no other’s': async ({
    first,
    second,
  }) => {
    const models = ['AccessToken', 'AuthorizationCode', 'RefreshToken', 'DeviceCode']
    for (const model of models) {
      await first.adapter(model).upsert('id', { grantId: 'grant' }, HOUR)
      await first.adapter(model).upsert('other', { grantId: 'other' }, HOUR)
    }
    await second.adapter('AccessToken').revokeByGrantId('grant')
    for (const model of models) {
      equal(await first.adapter(model).find('id'), undefined)
      deepEqual(await first.adapter(model).find('other'), { grantId: 'other' })
    }
  },

  'a grant that was destroyed is not written back by a request that read it before': async ({
    first,
    second,
  }) => {
    const grants = first.adapter('Grant')
    await grants.upsert('id', { accountId: 'ann', clientId: 'shop' }, HOUR)
    await second.adapter('Grant').destroy('id')
    await grants.upsert('id', { accountId: 'ann', clientId: 'shop' }, HOUR)
    equal(await second.adapter('Grant').find('id'), undefined)
    await grants.upsert('another', { accountId: 'ann', clientId: 'shop' }, HOUR)
    ok(await second.adapter('Grant').find('another'))
  },

  'revoking a grant leaves the interaction that names it': async ({ first, second }) => {
    await first.adapter('Interaction').upsert('id', { grantId: 'grant' }, HOUR)
    await second.adapter('AccessToken').revokeByGrantId('grant')
    deepEqual(await first.adapter('Interaction').find('id'), { grantId: 'grant' })
  },
}

/** How many of so many concurrent calls consume the artefact `id`. */
async function consumers(
  handles: Parameters<typeof concurrently<ArtefactStore, boolean>>[0],
  model: string,
  calls: number,
): Promise<number> {
  const results = await concurrently(handles, calls, async (store) =>
    store
      .adapter(model)
      .consume('id')
      .then(
        () => true,
        () => false,
      ),
  )
  return results.filter(Boolean).length
}
