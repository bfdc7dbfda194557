import { deepEqual, equal } from 'node:assert/strict'
import type { Account } from '../../people/account.ts'
import type { AccountStore } from '../../people/account-store.ts'
import { createAccountId } from '../../kernel/ids.ts'
import { plusSeconds, type Instant } from '../../kernel/instant.ts'
import {
  concurrently,
  countOf,
  propertiesOf,
  type ConformanceProperty,
  type OpenTwoHandles,
} from './property.ts'

const NOW = 1_800_000_000_000 as Instant
const LATER = plusSeconds(NOW, 60)

async function added(store: AccountStore, login: string, hash?: string): Promise<Account> {
  const account = { id: createAccountId(), login, displayName: login, createdAt: NOW }
  equal(await store.add(account, hash), true)
  return account
}

/** What `AccountStore` promises of accounts whose owners want them deleted. */
export const accountLeavingConformance = (
  open: OpenTwoHandles<AccountStore>,
): readonly ConformanceProperty[] => propertiesOf(open, LEAVING)

const LEAVING: Parameters<typeof propertiesOf<AccountStore>>[1] = {
  'of 20 concurrent wishes to leave one is heard, and it stands': async (handles) => {
    const { first, second } = handles
    const account = await added(first, 'ann')
    const results = await concurrently(handles, 20, (store, index) =>
      store.leave(account.id, plusSeconds(LATER, index)),
    )
    equal(countOf(results, true), 1)
    const leavesAt = plusSeconds(LATER, results.indexOf(true))
    deepEqual(await second.find(account.id), { ...account, leavesAt })
    equal(await first.leave(createAccountId(), LATER), false)
  },

  'who stays is not listed, and can leave again': async ({ first, second }) => {
    const account = await added(first, 'ann', 'hash')
    equal(await first.stay(account.id, NOW), false)
    equal(await first.leave(account.id, LATER), true)
    equal(await second.stay(account.id, NOW), true)
    equal(await first.stay(account.id, NOW), false)
    deepEqual(await first.findByLogin('ann'), { account, passwordHash: 'hash' })
    deepEqual(await second.listLeft(plusSeconds(LATER, 3600), 10), [])

    const again = plusSeconds(LATER, 100_000)
    equal(await second.leave(account.id, again), true)
    deepEqual(await first.listLeft(plusSeconds(again, -1), 10), [])
    deepEqual(await first.listLeft(plusSeconds(again, 100_000), 10), [account.id])
  },

  'whose time has come can stay no more, and is listed until it is removed': async ({
    first,
    second,
  }) => {
    const [ann, ben, eve] = [
      await added(first, 'ann'),
      await added(first, 'ben'),
      await added(second, 'eve'),
    ]
    await first.leave(ann.id, LATER)
    await first.leave(ben.id, plusSeconds(LATER, -30))
    await first.leave(eve.id, plusSeconds(LATER, 1))
    equal(await second.stay(ann.id, LATER), false)
    deepEqual(await second.listLeft(plusSeconds(LATER, -31), 10), [])
    for (let look = 0; look < 2; look += 1) {
      deepEqual(await first.listLeft(LATER, 10), [ben.id, ann.id])
    }
    deepEqual(await first.listLeft(LATER, 1), [ben.id])
    deepEqual(await first.listLeft(LATER, 0), [])
  },
}
