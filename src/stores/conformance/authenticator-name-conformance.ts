import { deepEqual, equal } from 'node:assert/strict'
import type { Authenticator, TimeStep } from '../../authenticators/authenticator.ts'
import type { AuthenticatorStore } from '../../authenticators/authenticator-store.ts'
import { createAccountId, createAuthenticatorId, type AccountId } from '../../ids.ts'
import { plusSeconds } from '../../instant.ts'
import { EVER, LIMIT, NOW, confirmed, newAuthenticator, pending } from './authenticator-samples.ts'
import {
  concurrently,
  countOf,
  propertiesOf,
  type ConformanceProperty,
  type OpenTwoHandles,
} from './property.ts'

const STEP = 60_000_000 as TimeStep
const LATER = plusSeconds(NOW, 60)

/** `LATIN CAPITAL LETTER H` with `COMBINING MACRON BELOW`, which is one character in lower case only. */
const SPELLINGS = [
  ['Phone', ' pHONE '],
  ['Ｐｈｏｎｅ', 'Phone'],
  ['é', 'E\u0301'],
  ['ﬁrst', 'FIRST'],
  ['H\u0331', '\u1E96'],
] as const

/** How many authenticators an account may have, and how they may be called. */
export const authenticatorNameConformance = (
  open: OpenTwoHandles<AuthenticatorStore>,
): readonly ConformanceProperty[] =>
  propertiesOf(open, {
    'of 50 concurrent additions with one name exactly one is added': async (handles) => {
      const accountId = createAccountId()
      const results = await concurrently(handles, 50, async (store, index) =>
        store.add(newAuthenticator(accountId, index % 3 ? 'Phone' : ' PHONE'), 100, EVER),
      )
      equal(countOf(results, 'added'), 1)
      equal(countOf(results, 'name_taken'), 49)
    },

    'of 50 concurrent additions with any names no more than the limit stand': async (handles) => {
      const accountId = createAccountId()
      const results = await concurrently(handles, 50, async (store, index) =>
        store.add(newAuthenticator(accountId, `device ${index}`), LIMIT, EVER),
      )
      equal(countOf(results, 'added'), LIMIT)
      equal(countOf(results, 'limit_reached'), 50 - LIMIT)
      equal((await handles.second.list(accountId, EVER)).length, LIMIT)
    },

    'a full account says limit_reached even for a name that is taken': async ({ first }) => {
      const accountId = createAccountId()
      await pending(first, accountId, 'Phone')
      equal(await first.add(newAuthenticator(accountId, 'Phone'), 1, EVER), 'limit_reached')
    },

    'two spellings of one name are one name, within the account only': async ({
      first,
      second,
    }) => {
      for (const [one, other] of SPELLINGS) {
        const accountId = createAccountId()
        await pending(first, accountId, one)
        equal(await second.add(newAuthenticator(accountId, other), LIMIT, EVER), 'name_taken')
        equal(await second.add(newAuthenticator(createAccountId(), other), LIMIT, EVER), 'added')
      }
    },

    'an expired pending one neither holds its name nor counts when another is added': async ({
      first,
      second,
    }) => {
      const accountId = createAccountId()
      const abandoned = await pending(first, accountId, 'Phone')
      const fresh = newAuthenticator(accountId, 'phone', LATER)
      equal(await second.add(fresh, 1, NOW), 'limit_reached')
      equal(await second.add(fresh, 1, LATER), 'added')
      deepEqual(await first.list(accountId, EVER), [fresh])
      equal(await first.remove(accountId, abandoned.id), false)
    },

    'a confirmed one holds its name and counts however old it is': async ({ first, second }) => {
      const accountId = createAccountId()
      await confirmed(first, accountId, 'Phone', STEP)
      const another = newAuthenticator(accountId, 'phone', LATER)
      equal(await second.add(another, LIMIT, LATER), 'name_taken')
      equal(await second.add(another, 1, LATER), 'limit_reached')
    },

    'a removed one frees its name and its place': async ({ first, second }) => {
      const accountId = createAccountId()
      const { id } = await confirmed(first, accountId, 'Phone', STEP)
      equal(await first.remove(accountId, id), true)
      equal(await second.add(newAuthenticator(accountId, 'Phone'), 1, EVER), 'added')
    },

    'of 20 concurrent renamings to one name exactly one is renamed': async (handles) => {
      const accountId = createAccountId()
      const devices: Authenticator[] = []
      for (let index = 0; index < 20; index += 1) {
        const device = newAuthenticator(accountId, `device ${index}`)
        equal(await handles.first.add(device, 20, EVER), 'added')
        devices.push(device)
      }
      const results = await concurrently(handles, devices.length, async (store, index) =>
        store.rename(accountId, devices[index]?.id ?? createAuthenticatorId(), 'Phone', EVER),
      )
      equal(countOf(results, 'renamed'), 1)
      equal(countOf(results, 'name_taken'), 19)
    },

    'renaming and adding compete for a name': async (handles) => {
      const accountId = createAccountId()
      const { id } = await confirmed(handles.first, accountId, 'Phone', STEP)
      const results = await concurrently(handles, 20, async (store, index) =>
        index === 9
          ? store.rename(accountId, id, 'Laptop', EVER)
          : store.add(newAuthenticator(accountId, 'laptop'), LIMIT, EVER),
      )
      equal(countOf(results, 'added') + countOf(results, 'renamed'), 1)
    },

    'an authenticator takes its own name in another spelling, and is renamed as written': async ({
      first,
      second,
    }) => {
      const accountId = createAccountId()
      const { id } = await confirmed(first, accountId, 'phone', STEP)
      equal(await first.rename(accountId, id, 'PHONE', EVER), 'renamed')
      deepEqual(await namesOf(second, accountId), ['PHONE'])
      equal(await first.rename(accountId, id, 'Work', EVER), 'renamed')
      equal(await second.add(newAuthenticator(accountId, 'Phone'), LIMIT, EVER), 'added')
    },

    'a name that another holds is not taken, and nothing changes': async ({ first, second }) => {
      const accountId = createAccountId()
      const { id } = await confirmed(first, accountId, 'Phone', STEP)
      await pending(first, accountId, 'Laptop')
      equal(await second.rename(accountId, id, ' LAPTOP', EVER), 'name_taken')
      deepEqual((await namesOf(second, accountId)).toSorted(), ['Laptop', 'Phone'])
    },

    'renaming goes by what has expired: it holds no name and is not found': async ({
      first,
      second,
    }) => {
      const accountId = createAccountId()
      const { id } = await confirmed(first, accountId, 'Phone', STEP)
      const abandoned = await pending(first, accountId, 'Laptop')
      equal(await second.rename(accountId, abandoned.id, 'Other', LATER), 'not_found')
      equal(await second.rename(accountId, id, 'Laptop', LATER), 'renamed')
      deepEqual(await namesOf(first, accountId), ['Laptop'])
    },

    'renaming what is gone, unknown or another account’s is not_found': async ({ first }) => {
      const accountId = createAccountId()
      const { id } = await confirmed(first, accountId, 'Phone', STEP)
      equal(await first.rename(createAccountId(), id, 'Mine', EVER), 'not_found')
      equal(await first.rename(accountId, createAuthenticatorId(), 'Mine', EVER), 'not_found')
      equal(await first.remove(accountId, id), true)
      equal(await first.rename(accountId, id, 'Mine', EVER), 'not_found')
    },

    'a new name keeps the steps that were used': async ({ first, second }) => {
      const accountId = createAccountId()
      const { id } = await confirmed(first, accountId, 'Phone', STEP)
      equal(await first.rename(accountId, id, 'Work', EVER), 'renamed')
      equal(await second.acceptStep(accountId, id, STEP, LATER), false)
    },
  })

const namesOf = async (
  store: AuthenticatorStore,
  accountId: AccountId,
): Promise<readonly string[]> => (await store.list(accountId, EVER)).map(({ name }) => name)
