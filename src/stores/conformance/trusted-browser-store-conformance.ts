import { deepEqual, equal } from 'node:assert/strict'
import type { TrustedBrowser, TrustedBrowserStore } from '../../trust/trusted-browser-store.ts'
import { createAccountId, createTrustedBrowserId, type AccountId } from '../../kernel/ids.ts'
import { plusSeconds, type Instant } from '../../kernel/instant.ts'
import { NOW } from './authenticator-samples.ts'
import {
  concurrently,
  countOf,
  propertiesOf,
  type ConformanceProperty,
  type OpenTwoHandles,
} from './property.ts'

const LIFETIME = 3600

const at = (seconds: number): Instant => plusSeconds(NOW, seconds)

/** A browser that was trusted, and last used, so many seconds from now. */
const newBrowser = (accountId: AccountId, seconds = 0, factors = 'factors'): TrustedBrowser => ({
  id: createTrustedBrowserId(),
  accountId,
  secretHash: Uint8Array.from({ length: 32 }, (_, index) => 255 - index),
  factors,
  userAgent: 'Browser/1.0 (系统; ☂)',
  address: '2001:db8::1',
  createdAt: at(seconds),
  expiresAt: at(seconds + LIFETIME),
  lastUsedAt: at(seconds),
})

async function standing(
  store: TrustedBrowserStore,
  accountId = createAccountId(),
  seconds = 0,
): Promise<TrustedBrowser> {
  const browser = newBrowser(accountId, seconds)
  await store.add(browser, 20)
  return browser
}

const idsOf = (browsers: readonly TrustedBrowser[]) => browsers.map(({ id }) => id)

/** Every sentence of `TrustedBrowserStore`, through two handles on one database. */
export const trustedBrowserStoreConformance = (
  open: OpenTwoHandles<TrustedBrowserStore>,
): readonly ConformanceProperty[] =>
  propertiesOf(open, {
    'a browser comes back as it was added, alone and in the list': async ({ first, second }) => {
      const browser = await standing(first)
      deepEqual(await second.find(browser.accountId, browser.id, NOW), browser)
      deepEqual(await second.list(browser.accountId, NOW), [browser])
    },

    'a browser is no other account’s': async ({ first }) => {
      const mine = await standing(first)
      const other = await standing(first)
      equal(await first.find(other.accountId, mine.id, NOW), undefined)
      equal(await first.remove(other.accountId, mine.id), false)
      await first.touch(other.accountId, mine.id, at(60))
      deepEqual(await first.list(mine.accountId, NOW), [mine])
    },

    'a browser is found up to its expiry and not from then on, however much it was used': async ({
      first,
      second,
    }) => {
      const { accountId, id } = await standing(first)
      await second.touch(accountId, id, at(LIFETIME - 1))
      equal((await first.find(accountId, id, at(LIFETIME - 1)))?.id, id)
      equal((await first.list(accountId, at(LIFETIME - 1))).length, 1)
      equal(await first.find(accountId, id, at(LIFETIME)), undefined)
      deepEqual(await first.list(accountId, at(LIFETIME)), [])
    },

    'the list begins with the last used, and a use is never taken back': async ({
      first,
      second,
    }) => {
      const accountId = createAccountId()
      const [a, b, c] = [
        await standing(first, accountId, 1),
        await standing(first, accountId, 2),
        await standing(second, accountId, 3),
      ]
      deepEqual(idsOf(await second.list(accountId, NOW)), [c.id, b.id, a.id])
      await first.touch(accountId, a.id, at(60))
      await second.touch(accountId, a.id, at(30))
      const [latest, ...others] = await second.list(accountId, NOW)
      deepEqual(latest, { ...a, lastUsedAt: at(60) })
      deepEqual(idsOf(others), [c.id, b.id])
    },

    'of 50 that are added at once no more than the limit stay, through either handle': async (
      handles,
    ) => {
      const accountId = createAccountId()
      const other = await standing(handles.first)
      await concurrently(handles, 50, async (store, index) =>
        store.add(newBrowser(accountId, index), 5),
      )
      equal((await handles.second.list(accountId, NOW)).length, 5)
      deepEqual(await handles.second.list(other.accountId, NOW), [other])
    },

    'over the limit the longest unused goes, and never the one that is added': async ({
      first,
    }) => {
      const accountId = createAccountId()
      const [a, b, c] = [10, 20, 30].map((seconds) => newBrowser(accountId, seconds))
      const late = newBrowser(accountId, 0)
      if (!a || !b || !c) throw new Error('three are three')
      await first.add(a, 3)
      await first.add(b, 3)
      await first.add(c, 3)
      await first.touch(accountId, a.id, at(40))
      await first.add(late, 3)
      deepEqual(new Set(idsOf(await first.list(accountId, NOW))), new Set([a.id, c.id, late.id]))
      const alone = newBrowser(accountId, 0)
      await first.add(alone, 1)
      deepEqual(await first.list(accountId, NOW), [alone])
    },

    'over the limit what has expired goes first': async ({ first }) => {
      const accountId = createAccountId()
      const [old, unused] = [newBrowser(accountId, 0), newBrowser(accountId, 10)]
      const added = newBrowser(accountId, LIFETIME)
      await first.add(old, 2)
      await first.add(unused, 2)
      await first.touch(accountId, old.id, at(LIFETIME - 1))
      await first.add(added, 2)
      deepEqual(idsOf(await first.list(accountId, NOW)), [added.id, unused.id])
    },

    'over the limit those with other factors go first': async ({ first }) => {
      const accountId = createAccountId()
      const [old, used] = [newBrowser(accountId, 0, 'new'), newBrowser(accountId, 30, 'old')]
      const added = newBrowser(accountId, 40, 'new')
      await first.add(old, 2)
      await first.add(used, 2)
      await first.add(added, 2)
      deepEqual(idsOf(await first.list(accountId, NOW)), [added.id, old.id])
    },

    'of 20 concurrent removals of one browser exactly one is true, and it is gone': async (
      handles,
    ) => {
      const { accountId, id } = await standing(handles.first)
      const other = await standing(handles.first, accountId)
      const removed = await concurrently(handles, 20, async (store) => store.remove(accountId, id))
      equal(countOf(removed, true), 1)
      await handles.first.touch(accountId, id, at(60))
      equal(await handles.second.find(accountId, id, NOW), undefined)
      deepEqual(await handles.second.list(accountId, NOW), [other])
    },

    'all of an account’s are removed at once, counted once, and no other account’s': async (
      handles,
    ) => {
      const accountId = createAccountId()
      for (let index = 0; index < 3; index += 1) await standing(handles.first, accountId)
      const other = await standing(handles.first)
      const counts = await concurrently(handles, 10, async (store) => store.removeAll(accountId))
      equal(
        counts.reduce((sum, count) => sum + count, 0),
        3,
      )
      deepEqual(await handles.second.list(accountId, NOW), [])
      deepEqual(await handles.second.list(other.accountId, NOW), [other])
    },
  })
