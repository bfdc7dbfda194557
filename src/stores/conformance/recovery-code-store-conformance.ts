import { deepEqual, equal } from 'node:assert/strict'
import type { RecoveryCodeSet, RecoveryCodeStore } from '../../people/recovery-code-store.ts'
import { createAccountId, createRecoveryCodeSetId, type AccountId } from '../../kernel/ids.ts'
import { plusSeconds, type Instant } from '../../kernel/instant.ts'
import { NOW } from './authenticator-samples.ts'
import {
  concurrently,
  countOf,
  propertiesOf,
  type ConformanceProperty,
  type OpenTwoHandles,
} from './property.ts'

const newSet = (accountId: AccountId): RecoveryCodeSet => ({
  id: createRecoveryCodeSetId(),
  accountId,
  secret: { keyId: 'key-1', bytes: Uint8Array.from([0, 1, 2, 127, 128, 255]) },
  count: 10,
  createdAt: NOW,
  used: new Map(),
})

async function standing(store: RecoveryCodeStore): Promise<RecoveryCodeSet> {
  const set = newSet(createAccountId())
  equal(await store.put(set, undefined), true)
  return set
}

const at = (place: number): Instant => plusSeconds(NOW, place)

/** Every sentence of `RecoveryCodeStore`, through two handles on one database. */
export const recoveryCodeStoreConformance = (
  open: OpenTwoHandles<RecoveryCodeStore>,
): readonly ConformanceProperty[] =>
  propertiesOf(open, {
    'a set comes back as it was put, with no code used': async ({ first, second }) => {
      const set = await standing(first)
      deepEqual(await second.find(set.accountId), set)
      equal(await second.find(createAccountId()), undefined)
    },

    'of 50 concurrent uses of one code exactly one is true': async (handles) => {
      const { id, accountId } = await standing(handles.first)
      const used = await concurrently(handles, 50, async (store) =>
        store.use(accountId, id, 3, NOW),
      )
      equal(countOf(used, true), 1)
    },

    'the codes of a set are used one by one, in any order, and each remembers when': async (
      handles,
    ) => {
      const { id, accountId } = await standing(handles.first)
      const used = await concurrently(handles, 10, async (store, index) =>
        store.use(accountId, id, 9 - index, at(9 - index)),
      )
      equal(countOf(used, true), 10)
      const found = await handles.second.find(accountId)
      const places = Array.from({ length: 10 }, (_, place) => place)
      deepEqual(
        [...(found?.used ?? [])].toSorted(([a], [b]) => a - b),
        places.map((place) => [place, at(place)]),
      )
    },

    'a place that the set does not have is no code': async ({ first }) => {
      const { id, accountId } = await standing(first)
      for (const place of [-1, 10, 1000]) equal(await first.use(accountId, id, place, NOW), false)
    },

    'a code opens no other account, and no other set': async ({ first }) => {
      const mine = await standing(first)
      const other = await standing(first)
      equal(await first.use(other.accountId, mine.id, 0, NOW), false)
      equal(await first.use(mine.accountId, other.id, 0, NOW), false)
    },

    'of 20 concurrent first sets exactly one is put': async (handles) => {
      const accountId = createAccountId()
      const put = await concurrently(handles, 20, async (store) =>
        store.put(newSet(accountId), undefined),
      )
      equal(countOf(put, true), 1)
    },

    'of 20 concurrent replacements of one set exactly one is put, and the old codes are dead':
      async (handles) => {
        const old = await standing(handles.first)
        await handles.first.use(old.accountId, old.id, 0, NOW)
        const put = await concurrently(handles, 20, async (store) =>
          store.put(newSet(old.accountId), old.id),
        )
        equal(countOf(put, true), 1)
        equal(await handles.second.use(old.accountId, old.id, 1, NOW), false)
        equal((await handles.second.find(old.accountId))?.used.size, 0)
      },

    'what is removed is gone, and accepts nothing': async ({ first, second }) => {
      const { id, accountId } = await standing(first)
      equal(await second.remove(accountId), true)
      equal(await first.use(accountId, id, 0, NOW), false)
      equal(await first.find(accountId), undefined)
      equal(await first.remove(accountId), false)
      equal(await first.put(newSet(accountId), id), false)
    },
  })
