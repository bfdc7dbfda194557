import { deepEqual, equal, ok } from 'node:assert/strict'
import type { AdapterPayload } from 'oidc-provider'
import type { Account } from '../../people/account.ts'
import { CONSENT_KEY } from '../../people/payload-keys.ts'
import { createAccountId, type AccountId } from '../../kernel/ids.ts'
import { plusSeconds } from '../../kernel/instant.ts'
import type { Store } from '../store.ts'
import { ALL, HOUR, NOTHING, holdingsOf, now, origin, session, settled } from './account-samples.ts'
import { firstCodeOf } from './authenticator-samples.ts'
import {
  concurrently,
  countOf,
  propertiesOf,
  type ConformanceProperty,
  type OpenTwoHandles,
} from './property.ts'

const uidsOf = (sessions: readonly AdapterPayload[]): readonly string[] =>
  sessions.map(({ uid }) => String(uid)).toSorted((one, other) => one.localeCompare(other))

/** Every sentence of `AccountRemoval`, through two handles on one database. */
export const accountRemovalConformance = (
  open: OpenTwoHandles<Store>,
): readonly ConformanceProperty[] =>
  propertiesOf(open, {
    'all that is an account’s goes, and nothing of anybody else’s': async ({ first, second }) => {
      const [ann, bob] = [await settled(first, 'ann'), await settled(second, 'bob')]
      deepEqual(await holdingsOf(first, ann), ALL)
      const { account, sessions } = await second.removal.remove(ann.account.id)
      deepEqual(account, ann.account)
      deepEqual(uidsOf(sessions), ['one of ann', 'two of ann'])
      deepEqual(await holdingsOf(first, ann), NOTHING)
      deepEqual(await holdingsOf(first, bob), ALL)
    },

    'its history stays in its order, and nobody learns from it where things came from': async ({
      first,
      second,
    }) => {
      const ann = (await settled(first, 'ann')).account
      const later = JSON.stringify({ type: 'recovery_codes_seen', origin })
      await first.activity.add(ann.id, plusSeconds(now(), 1), later)
      const before = await first.activity.list(ann.id, undefined, 10)
      await second.removal.remove(ann.id)
      const after = await first.activity.list(ann.id, undefined, 10)
      deepEqual(
        after.map(({ entry }) => JSON.parse(entry) as unknown),
        [{ type: 'recovery_codes_seen' }, { type: 'signed_in', methods: [] }],
      )
      deepEqual(
        after.map(({ place, at }) => ({ place, at })),
        before.map(({ place, at }) => ({ place, at })),
      )
      // What is told of the removal itself comes after it.
      await second.activity.add(ann.id, plusSeconds(now(), 2), '{"type":"account_removed"}')
      equal((await first.activity.list(ann.id, undefined, 10)).length, 3)
    },

    'the login is free, and whoever takes it has nothing of who had it': async ({
      first,
      second,
    }) => {
      const { account, tablet } = await settled(first, 'ann')
      await first.removal.remove(account.id)
      const next: Account = { ...account, id: createAccountId() }
      equal(await second.accounts.add(next, 'another hash'), true)
      const held = await holdingsOf(first, { account: next, tablet })
      deepEqual(held, { ...NOTHING, accounts: 2, listed: 1, addresses: 1 })
      deepEqual(await first.activity.list(next.id, undefined, 10), [])
      equal((await first.accounts.findByLogin('ann'))?.passwordHash, 'another hash')
    },

    'of 50 concurrent removals one is told the account, and each session is told to one': async (
      handles,
    ) => {
      const ann = await settled(handles.first, 'ann')
      const removed = await concurrently(handles, 50, async ({ removal }) =>
        removal.remove(ann.account.id),
      )
      equal(
        countOf(
          removed.map(({ account }) => account !== undefined),
          true,
        ),
        1,
      )
      deepEqual(uidsOf(removed.flatMap(({ sessions }) => sessions)), ['one of ann', 'two of ann'])
      deepEqual(await holdingsOf(handles.second, ann), NOTHING)
    },

    'at no moment is there an account without the devices that protect it': async (handles) => {
      const { id } = (await settled(handles.first, 'ann')).account
      const seen = await concurrently(handles, 50, async (store, index) => {
        if (index === 25) await store.removal.remove(id)
        const devices = await store.authenticators.list(id)
        const codes = await store.recoveryCodes.find(id)
        const account = await store.accounts.find(id)
        return account === undefined || (devices.length === 1 && codes !== undefined)
      })
      equal(countOf(seen, true), 50)
      equal(await handles.first.accounts.find(id), undefined)
    },

    'a request that is under way writes neither a session nor a grant back, nor confirms a device':
      async ({ first, second }) => {
        const ann = await settled(first, 'ann')
        const { id } = ann.account
        await second.removal.remove(id)
        await first.adapter('Session').upsert('id of one of ann', session('one of ann', id), HOUR)
        await first.adapter('Session').upsert('another', session('one of ann', id), HOUR)
        await first.adapter('Grant').upsert('one for ann', { accountId: id, clientId: 'one' }, HOUR)
        const confirming = await first.authenticators.confirm(firstCodeOf(ann.tablet))
        deepEqual(confirming, { outcome: 'gone' })
        equal(await second.adapter('Session').find('another'), undefined)
        deepEqual(await holdingsOf(second, ann), NOTHING)
      },

    'what the account allowed an application goes with it, and nothing that hangs on that comes back':
      async ({ first, second }) => {
        const { id } = (await settled(first, 'ann')).account
        const consent = { accountId: id, clientId: 'one', [CONSENT_KEY]: 'consent' }
        await first.adapter('Grant').upsert('consent', consent, HOUR)
        equal((await second.artefacts.grantsOf(id)).length, 3)
        await second.removal.remove(id)
        await first.adapter('Grant').upsert('of a sign-in that is under way', consent, HOUR)
        deepEqual(await second.artefacts.grantsOf(id), [])
        equal(await second.adapter('Grant').find('consent'), undefined)
      },

    'of an account that a host keeps elsewhere goes what stands here': async ({
      first,
      second,
    }) => {
      const ann = await settled(first, 'ann', false)
      const removed = await second.removal.remove(ann.account.id)
      ok(!('account' in removed))
      deepEqual(uidsOf(removed.sessions), ['one of ann', 'two of ann'])
      // Nobody here knows the login under which its password’s failures would be counted.
      deepEqual(await holdingsOf(first, ann), { ...NOTHING, failures: 2 })
    },

    'nothing happens where nothing stands': async ({ first, second }) => {
      const bob = await settled(first, 'bob')
      deepEqual(await second.removal.remove(createAccountId()), { sessions: [] })
      await second.removal.remove('%' as AccountId)
      deepEqual(await first.removal.remove('' as AccountId), { sessions: [] })
      deepEqual(await holdingsOf(first, bob), ALL)
    },
  })
