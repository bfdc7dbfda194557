import { deepEqual, equal } from 'node:assert/strict'
import type { Authenticator, TimeStep } from '../../people/authenticator.ts'
import type { AuthenticatorStore } from '../../people/authenticator-store.ts'
import { createAccountId, createAuthenticatorId, type AccountId } from '../../kernel/ids.ts'
import { plusSeconds } from '../../kernel/instant.ts'
import {
  EVER,
  LIMIT,
  NOW,
  begin,
  confirmed,
  enrollerOf,
  firstCodeOf,
  newAuthenticator,
  pending,
} from './authenticator-samples.ts'
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
    'of 50 that wait under one name and are confirmed at once exactly one is': async (handles) => {
      const accountId = createAccountId()
      await confirmed(handles.first, accountId, 'The first', STEP)
      const waiting = await Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          pending(handles.first, accountId, index % 3 ? 'Phone' : ' PHONE'),
        ),
      )
      const results = await concurrently(handles, 50, (store, index) =>
        outcomeOf(store, waiting[index]),
      )
      equal(countOf(results, 'confirmed'), 1)
      equal(countOf(results, 'name_taken'), 49)
    },

    'of 50 that wait and are confirmed at once no more than the limit are': async (handles) => {
      const accountId = createAccountId()
      await confirmed(handles.first, accountId, 'The first', STEP)
      const waiting = await Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          pending(handles.first, accountId, `device ${index}`),
        ),
      )
      const results = await concurrently(handles, 50, (store, index) =>
        outcomeOf(store, waiting[index]),
      )
      equal(countOf(results, 'confirmed'), LIMIT - 1)
      equal(countOf(results, 'limit_reached'), 50 - LIMIT + 1)
      equal((await handles.second.list(accountId)).length, LIMIT)
    },

    'a full account says limit_reached even for a name that is taken': async ({
      first,
      second,
    }) => {
      const accountId = createAccountId()
      await confirmed(first, accountId, 'Phone', STEP)
      const another = newAuthenticator(accountId, 'Phone')
      equal(await second.begin(another, enrollerOf(another), 1, EVER), 'limit_reached')
      const waiting = await pending(first, accountId, 'Laptop')
      deepEqual(await second.confirm(firstCodeOf(waiting, { limit: 1 })), {
        outcome: 'limit_reached',
      })
    },

    'two spellings of one name are one name, within the account only': async ({
      first,
      second,
    }) => {
      for (const [one, other] of SPELLINGS) {
        const accountId = createAccountId()
        const waiting = await pending(second, accountId, other)
        equal(await outcomeOf(second, waiting), 'confirmed')
        const alike = newAuthenticator(accountId, one)
        equal(await begin(first, alike), 'name_taken')
        equal(await begin(first, newAuthenticator(createAccountId(), one)), 'begun')
      }
    },

    'what waits holds no name and takes no place': async ({ first, second }) => {
      const accountId = createAccountId()
      await confirmed(first, accountId, 'The first', STEP)
      for (let number = 0; number < LIMIT; number += 1) await pending(first, accountId, 'Phone')
      const mine = newAuthenticator(accountId, 'phone')
      equal(await second.begin(mine, enrollerOf(mine), 2, EVER), 'begun')
      const confirming = await second.confirm(firstCodeOf(mine, { limit: 2 }))
      equal(confirming.outcome, 'confirmed')
    },

    'where its name was taken meanwhile nothing changes, and it waits on': async ({
      first,
      second,
    }) => {
      const accountId = createAccountId()
      const one = await confirmed(first, accountId, 'The first', STEP)
      const waiting = await pending(first, accountId, 'Phone')
      await confirmed(second, accountId, 'PHONE', STEP)
      equal(await outcomeOf(first, waiting), 'name_taken')
      deepEqual(await namesOf(second, accountId), ['The first', 'PHONE'])
      deepEqual(await second.waiting(accountId, enrollerOf(waiting), EVER), waiting)
      equal(await first.rename(accountId, one.id, 'phone'), 'name_taken')
    },

    'a removed one frees its name and its place': async ({ first, second }) => {
      const accountId = createAccountId()
      const { id } = await confirmed(first, accountId, 'Phone', STEP)
      equal(await first.remove(accountId, id), true)
      const another = newAuthenticator(accountId, 'Phone')
      equal(await second.begin(another, enrollerOf(another), 1, EVER), 'begun')
      equal((await second.confirm(firstCodeOf(another, { limit: 1 }))).outcome, 'confirmed')
    },

    'of 20 concurrent renamings to one name exactly one is renamed': async (handles) => {
      const accountId = createAccountId()
      const devices: Authenticator[] = []
      for (let index = 0; index < 20; index += 1) {
        const device = newAuthenticator(accountId, `device ${index}`)
        equal(await begin(handles.first, device, 20), 'begun')
        equal(
          (await handles.first.confirm(firstCodeOf(device, { limit: 20 }))).outcome,
          'confirmed',
        )
        devices.push(device)
      }
      const results = await concurrently(handles, devices.length, async (store, index) =>
        store.rename(accountId, devices[index]?.id ?? createAuthenticatorId(), 'Phone'),
      )
      equal(countOf(results, 'renamed'), 1)
      equal(countOf(results, 'name_taken'), 19)
    },

    'of concurrent renamings and confirmations under one name exactly one has it': async (
      handles,
    ) => {
      const accountId = createAccountId()
      const { id } = await confirmed(handles.first, accountId, 'Phone', STEP)
      const waiting = await Promise.all(
        Array.from({ length: 20 }, () => pending(handles.first, accountId, 'laptop')),
      )
      const results = await concurrently(handles, 20, async (store, index) =>
        index === 9 ? store.rename(accountId, id, 'Laptop') : outcomeOf(store, waiting[index]),
      )
      equal(countOf(results, 'confirmed') + countOf(results, 'renamed'), 1)
    },

    'of 20 whose names look alike and are confirmed at once exactly one is': async (handles) => {
      const accountId = createAccountId()
      await confirmed(handles.first, accountId, 'The first', STEP)
      const waiting = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          pending(handles.first, accountId, index % 2 ? 'Рhone' : 'Phone'),
        ),
      )
      const results = await concurrently(handles, 20, (store, index) =>
        outcomeOf(store, waiting[index]),
      )
      equal(countOf(results, 'confirmed'), 1)
      equal(countOf(results, 'name_lookalike'), 10)
      equal(countOf(results, 'name_taken'), 9)
      equal((await namesOf(handles.second, accountId)).length, 2)
    },

    'of concurrent renamings to names that look alike exactly one is renamed': async (handles) => {
      const accountId = createAccountId()
      const [one, other] = [
        await confirmed(handles.first, accountId, 'one', STEP),
        await confirmed(handles.first, accountId, 'other', STEP),
      ]
      const results = await concurrently(handles, 2, async (store, index) => {
        const renaming = await store.rename(
          accountId,
          index ? one.id : other.id,
          index ? 'Рhone' : 'Phone',
        )
        return typeof renaming === 'string' ? renaming : renaming.outcome
      })
      equal(countOf(results, 'renamed'), 1)
      equal(countOf(results, 'name_lookalike'), 1)
    },

    'a name that looks like another’s is refused, with that name, and nothing changes': async ({
      first,
      second,
    }) => {
      const accountId = createAccountId()
      const { id } = await confirmed(first, accountId, 'Phone', STEP)
      const waiting = await pending(first, accountId, 'Рhone')
      const refused = { outcome: 'name_lookalike', other: 'Phone' }
      deepEqual(await second.confirm(firstCodeOf(waiting)), refused)
      deepEqual(await second.waiting(accountId, enrollerOf(waiting), EVER), waiting)
      const laptop = await confirmed(first, accountId, 'Laptop', STEP)
      deepEqual(await second.rename(accountId, laptop.id, 'Рhone'), refused)
      deepEqual((await namesOf(second, accountId)).toSorted(), ['Laptop', 'Phone'])
      // Its own name is no other’s, and a full account is told that it is full.
      equal(await second.rename(accountId, id, 'Рhone'), 'renamed')
      deepEqual(await second.confirm(firstCodeOf(waiting, { limit: 2 })), {
        outcome: 'limit_reached',
      })
    },

    'an authenticator takes its own name in another spelling, and is renamed as written': async ({
      first,
      second,
    }) => {
      const accountId = createAccountId()
      const { id } = await confirmed(first, accountId, 'phone', STEP)
      equal(await first.rename(accountId, id, 'PHONE'), 'renamed')
      deepEqual(await namesOf(second, accountId), ['PHONE'])
      equal(await first.rename(accountId, id, 'Work'), 'renamed')
      equal(await begin(second, newAuthenticator(accountId, 'Phone')), 'begun')
    },

    'a name that another holds is not taken, and nothing changes': async ({ first, second }) => {
      const accountId = createAccountId()
      const { id } = await confirmed(first, accountId, 'Phone', STEP)
      await confirmed(first, accountId, 'Laptop', STEP)
      equal(await second.rename(accountId, id, ' LAPTOP'), 'name_taken')
      deepEqual((await namesOf(second, accountId)).toSorted(), ['Laptop', 'Phone'])
    },

    'what waits is not found by a renaming, and keeps no other from a name': async ({
      first,
      second,
    }) => {
      const accountId = createAccountId()
      const { id } = await confirmed(first, accountId, 'Phone', STEP)
      const waiting = await pending(first, accountId, 'Laptop')
      equal(await second.rename(accountId, waiting.id, 'Other'), 'not_found')
      equal(await second.rename(accountId, waiting.id, 'Phone'), 'not_found')
      equal(await second.rename(accountId, id, 'Laptop'), 'renamed')
      deepEqual(await namesOf(first, accountId), ['Laptop'])
    },

    'renaming what is gone, unknown or another account’s is not_found': async ({ first }) => {
      const accountId = createAccountId()
      const { id } = await confirmed(first, accountId, 'Phone', STEP)
      equal(await first.rename(createAccountId(), id, 'Mine'), 'not_found')
      equal(await first.rename(accountId, createAuthenticatorId(), 'Mine'), 'not_found')
      equal(await first.remove(accountId, id), true)
      equal(await first.rename(accountId, id, 'Mine'), 'not_found')
    },

    'a new name keeps the steps that were used': async ({ first, second }) => {
      const accountId = createAccountId()
      const { id } = await confirmed(first, accountId, 'Phone', STEP)
      equal(await first.rename(accountId, id, 'Work'), 'renamed')
      equal(await second.acceptStep(accountId, id, STEP, LATER), false)
    },
  })

const outcomeOf = async (store: AuthenticatorStore, waiting: Authenticator | undefined) =>
  waiting && (await store.confirm(firstCodeOf(waiting))).outcome

const namesOf = async (
  store: AuthenticatorStore,
  accountId: AccountId,
): Promise<readonly string[]> => (await store.list(accountId)).map(({ name }) => name)
