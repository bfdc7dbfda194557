import { present } from '../../kernel/typing.ts'
import { deepEqual, equal } from 'node:assert/strict'
import type { AdapterPayload, AdapterFactory } from 'oidc-provider'
import { CONSENT_KEY } from '../../people/payload-keys.ts'
import type { ArtefactIndex } from '../../people/artefact-index.ts'
import type { AccountId } from '../../kernel/ids.ts'
import {
  concurrently,
  propertiesOf,
  type ConformanceProperty,
  type OpenTwoHandles,
} from './property.ts'

/** oidc-provider's artefacts, found by their own names and by whose they are. */
export interface IndexedArtefacts extends Pick<ArtefactStore, 'adapter'> {
  readonly artefacts: ArtefactIndex
}

const HOUR = 3600
const ANN = 'ann' as AccountId
const BOB = 'bob' as AccountId
const ALL = 1000

const session = (uid: string, accountId?: AccountId): AdapterPayload => ({
  uid,
  ...present({ accountId }),
})
const grant = (clientId: string, accountId: AccountId = ANN): AdapterPayload => ({
  accountId,
  clientId,
})
const uidsOf = async ({ artefacts }: IndexedArtefacts, accountId = ANN): Promise<unknown[]> =>
  (await artefacts.sessionsOf(accountId, ALL)).map(({ uid }) => uid)
const clientsOf = async ({ artefacts }: IndexedArtefacts, accountId = ANN): Promise<unknown[]> =>
  (await artefacts.grantsOf(accountId)).map(({ clientId }) => clientId)

/** What an account finds of its own, and ends. */
export const artefactIndexConformance = (
  open: OpenTwoHandles<IndexedArtefacts>,
): readonly ConformanceProperty[] => propertiesOf(open, { ...FINDING, ...ENDING, ...REVOKING })

type Checks = Parameters<typeof propertiesOf<IndexedArtefacts>>[1]

const FINDING: Checks = {
  'an account finds its sessions and grants whole, and nobody else’s': async (handles) => {
    const { first, second } = handles
    const whole = { ...session('a', ANN), authorizations: { shop: { sid: '1' } } }
    await first.adapter('Session').upsert('1', whole, HOUR)
    await first.adapter('Session').upsert('2', session('b', BOB), HOUR)
    await first.adapter('Session').upsert('3', session('nobody'), HOUR)
    await first.adapter('Grant').upsert('4', grant('shop'), HOUR)
    await first.adapter('Grant').upsert('5', grant('bank', BOB), HOUR)
    await first.adapter('AccessToken').upsert('6', grant('token'), HOUR)
    deepEqual(await second.artefacts.sessionsOf(ANN, ALL), [whole])
    deepEqual(await second.artefacts.grantsOf(ANN), [grant('shop')])
    deepEqual(await uidsOf(second, BOB), ['b'])
    deepEqual(await clientsOf(second, BOB), ['bank'])
    deepEqual(await uidsOf(second, 'nobody' as AccountId), [])
  },

  'the sessions that live longest come first, and no more than are asked for': async ({
    first,
    second,
  }) => {
    for (const hours of [2, 5, 1, 4, 3]) {
      const uid = `lives ${hours}`
      await first.adapter('Session').upsert(uid, session(uid, ANN), hours * HOUR)
    }
    deepEqual(await uidsOf(second), ['lives 5', 'lives 4', 'lives 3', 'lives 2', 'lives 1'])
    const two = await second.artefacts.sessionsOf(ANN, 2)
    deepEqual(
      two.map(({ uid }) => uid),
      ['lives 5', 'lives 4'],
    )
  },

  'what has expired is not found, and what has no expiry is': async ({ first, second }) => {
    await first.adapter('Session').upsert('1', session('gone', ANN), -1)
    await first.adapter('Grant').upsert('2', grant('gone'), 0)
    await first.adapter('Grant').upsert('3', grant('lasting'))
    deepEqual(await uidsOf(second), [])
    deepEqual(await clientsOf(second), ['lasting'])
  },

  'a session that changed its id is found once': async ({ first, second }) => {
    await first.adapter('Session').upsert('old', session('a', ANN), HOUR)
    await first.adapter('Session').destroy('old')
    await first.adapter('Session').upsert('new', session('a', ANN), HOUR)
    deepEqual(await uidsOf(second), ['a'])
  },

  'a slow request that is refused under an old id does not hide the session': async ({
    first,
    second,
  }) => {
    await first.adapter('Session').upsert('old', session('a', ANN), HOUR)
    await second.adapter('Session').destroy('old')
    await second.adapter('Session').upsert('new', session('a', ANN), HOUR)
    await first.adapter('Session').upsert('old', session('a', ANN), HOUR)
    deepEqual(await uidsOf(second), ['a'])
    equal(await first.artefacts.countSessions(ANN), 1)
  },

  'somebody who signs in gets the session that nobody had': async ({ first, second }) => {
    await first.adapter('Session').upsert('1', session('a'), HOUR)
    await first.adapter('Session').upsert('1', session('a', BOB), HOUR)
    deepEqual(await uidsOf(second, BOB), ['a'])
  },
}

const ENDING: Checks = {
  'of 50 concurrent calls one ends the session and is told what it was': async (handles) => {
    const { first, second } = handles
    await first.adapter('Session').upsert('1', session('a', ANN), HOUR)
    await first.adapter('Session').upsert('2', session('b', ANN), HOUR)
    const results = await concurrently(handles, 50, async ({ artefacts }) =>
      artefacts.endSession('a'),
    )
    deepEqual(
      results.filter((one) => one !== undefined),
      [session('a', ANN)],
    )
    await first.adapter('Session').upsert('1', session('a', ANN), HOUR)
    deepEqual(await uidsOf(second), ['b'])
    equal(await second.artefacts.endSession('never was'), undefined)
  },

  'a session that had expired is not told as ended': async ({ first, second }) => {
    await first.adapter('Session').upsert('1', session('a', ANN), -1)
    equal(await second.artefacts.endSession('a'), undefined)
  },
}

const REVOKING: Checks = {
  'a client’s grants go with their codes and tokens, and no others': async ({ first, second }) => {
    const models = ['AccessToken', 'AuthorizationCode', 'RefreshToken', 'DeviceCode']
    await first.adapter('Grant').upsert('one', grant('shop'), HOUR)
    await first.adapter('Grant').upsert('two', grant('shop'), HOUR)
    await first.adapter('Grant').upsert('bank', grant('bank'), HOUR)
    await first.adapter('Grant').upsert('bob', grant('shop', BOB), HOUR)
    for (const model of models) {
      for (const grantId of ['one', 'two', 'bank', 'bob']) {
        await first.adapter(model).upsert(grantId, { grantId }, HOUR)
      }
    }
    equal(await second.artefacts.revokeGrants(ANN, 'shop'), 2)
    for (const model of models) {
      equal(await first.adapter(model).find('one'), undefined)
      equal(await first.adapter(model).find('two'), undefined)
      deepEqual(await first.adapter(model).find('bank'), { grantId: 'bank' })
      deepEqual(await first.adapter(model).find('bob'), { grantId: 'bob' })
    }
    deepEqual(await clientsOf(first), ['bank'])
    deepEqual(await clientsOf(first, BOB), ['shop'])
    equal(await first.artefacts.revokeGrants(ANN, 'shop'), 0)
  },

  'a request that is under way does not write a revoked grant back': async ({ first, second }) => {
    await first.adapter('Grant').upsert('one', grant('shop'), HOUR)
    await second.artefacts.revokeGrants(ANN, 'shop')
    await first.adapter('Grant').upsert('one', grant('shop'), HOUR)
    equal(await second.adapter('Grant').find('one'), undefined)
    deepEqual(await clientsOf(second), [])
    // Granted anew, it is another grant.
    await first.adapter('Grant').upsert('two', grant('shop'), HOUR)
    deepEqual(await clientsOf(second), ['shop'])
  },

  'no grant is written that is made from a consent which was revoked meanwhile': async (
    handles,
  ) => {
    const { first, second } = handles
    const made = { ...grant('shop'), [CONSENT_KEY]: 'consent' }
    await first.adapter('Grant').upsert('consent', made, HOUR)
    await first.adapter('Grant').upsert('before', made, HOUR)
    equal(await second.artefacts.revokeGrants(ANN, 'shop'), 2)
    await first.adapter('Grant').upsert('after', made, HOUR)
    await first.adapter('Grant').upsert('consent', made, HOUR)
    equal(await second.adapter('Grant').find('after'), undefined)
    deepEqual(await clientsOf(second), [])
    // Another consent is another matter.
    await first.adapter('Grant').upsert('anew', { ...made, [CONSENT_KEY]: 'next' }, HOUR)
    deepEqual(await clientsOf(second), ['shop'])
  },

  'a consent outlives what was made from it': async ({ first, second }) => {
    const made = { ...grant('shop'), [CONSENT_KEY]: 'consent' }
    await first.adapter('Grant').upsert('consent', made, HOUR)
    await first.adapter('Grant').upsert('made', made, HOUR)
    await second.adapter('Grant').destroy('made')
    deepEqual(await first.adapter('Grant').find('consent'), made)
    deepEqual(await first.artefacts.grantsOf(ANN), [made])
  },

  'of 50 concurrent calls each grant is counted by one': async (handles) => {
    for (let index = 0; index < 10; index += 1) {
      await handles.first.adapter('Grant').upsert(`grant ${index}`, grant('shop'), HOUR)
    }
    const counts = await concurrently(handles, 50, async ({ artefacts }) =>
      artefacts.revokeGrants(ANN, 'shop'),
    )
    equal(
      counts.reduce((sum, count) => sum + count, 0),
      10,
    )
  },
}

/** What oidc-provider keeps its artefacts in, and what ends a session at logout. */
export interface ArtefactStore {
  /** For oidc-provider's `adapter` option. */
  readonly adapter: AdapterFactory
  /**
   * Ends the session with this uid for good: its ids are destroyed, and a request that is under way
   * cannot write it back.
   */
  endSession(uid: string): Promise<unknown>
}
