import { deepEqual, equal } from 'node:assert/strict'
import type { Authenticator, TimeStep } from '../../authenticators/authenticator.ts'
import type { AuthenticatorStore } from '../../authenticators/authenticator-store.ts'
import { createAccountId, createAuthenticatorId } from '../../ids.ts'
import { plusSeconds } from '../../instant.ts'
import { authenticatorNameConformance } from './authenticator-name-conformance.ts'
import { EVER, LIMIT, NOW, confirmed, newAuthenticator, pending } from './authenticator-samples.ts'
import {
  concurrently,
  countOf,
  propertiesOf,
  type ConformanceProperty,
  type OpenTwoHandles,
} from './property.ts'

/** Beyond 32 bits, as RFC 6238 §4.2 asks. */
const STEP = (2 ** 33) as TimeStep
const LATER = plusSeconds(NOW, 60)

const stepAfter = (step: TimeStep, count: number): TimeStep => (step + count) as TimeStep

/** Every sentence of `AuthenticatorStore`, through two handles on one database. */
export const authenticatorStoreConformance = (
  open: OpenTwoHandles<AuthenticatorStore>,
): readonly ConformanceProperty[] => [
  ...propertiesOf(open, { ...KEEPING, ...CONFIRMING, ...ACCEPTING, ...REMOVING }),
  ...authenticatorNameConformance(open),
]

type Checks = Parameters<typeof propertiesOf<AuthenticatorStore>>[1]

const KEEPING: Checks = {
  'what was added is listed, field by field': async ({ first, second }) => {
    const accountId = createAccountId()
    const authenticator: Authenticator = {
      ...newAuthenticator(accountId, 'Café ☕ “Handy”'),
      parameters: { algorithm: 'SHA512', digits: 8, period: 60 },
    }
    equal(await first.add(authenticator, LIMIT, EVER), 'added')
    deepEqual(await second.list(accountId, EVER), [authenticator])
  },

  'an authenticator is added as pending even if it says that it is confirmed': async ({
    first,
  }) => {
    const { accountId, ...rest } = newAuthenticator(createAccountId(), 'Phone')
    const boastful = { accountId, ...rest, confirmedAt: NOW, lastUsedAt: NOW }
    equal(await first.add(boastful, LIMIT, EVER), 'added')
    deepEqual(await first.list(accountId, EVER), [{ accountId, ...rest }])
    equal(await first.acceptStep(accountId, rest.id, STEP, NOW), false)
  },

  'the oldest is listed first, and one account’s are not another’s': async ({ first, second }) => {
    const accountId = createAccountId()
    const young = newAuthenticator(accountId, 'young', LATER)
    const old = newAuthenticator(accountId, 'old', NOW)
    await first.add(young, LIMIT, EVER)
    await second.add(old, LIMIT, EVER)
    await first.add(newAuthenticator(createAccountId(), 'other'), LIMIT, EVER)
    deepEqual(
      (await first.list(accountId, EVER)).map(({ name }) => name),
      ['old', 'young'],
    )
  },

  'an expired pending one is not listed; a confirmed one never expires': async ({ first }) => {
    const accountId = createAccountId()
    const waiting = await pending(first, accountId, 'waiting')
    const ready = await confirmed(first, accountId, 'ready', STEP)
    equal((await first.list(accountId, NOW)).length, 2)
    deepEqual(
      (await first.list(accountId, LATER)).map(({ id }) => id),
      [ready.id],
    )
    equal(await first.confirm(accountId, waiting.id, STEP, LATER, LATER), false)
  },
}

const CONFIRMING: Checks = {
  'of 50 concurrent confirmations exactly one is true': async (handles) => {
    const accountId = createAccountId()
    const { id } = await pending(handles.first, accountId, 'Phone')
    const results = await concurrently(handles, 50, async (store) =>
      store.confirm(accountId, id, STEP, LATER, NOW),
    )
    equal(countOf(results, true), 1)
    const [stored] = await handles.first.list(accountId, LATER)
    equal(stored?.confirmedAt, LATER)
  },

  'the code that confirmed signs nobody in, nor does an earlier one': async ({ first, second }) => {
    const accountId = createAccountId()
    const { id } = await confirmed(first, accountId, 'Phone', STEP)
    equal(await second.acceptStep(accountId, id, STEP, NOW), false)
    equal(await second.acceptStep(accountId, id, stepAfter(STEP, -1), NOW), false)
    equal(await second.acceptStep(accountId, id, stepAfter(STEP, 1), NOW), true)
  },

  'confirming what is gone, unknown or another account’s is false': async ({ first }) => {
    const accountId = createAccountId()
    const { id } = await pending(first, accountId, 'Phone')
    equal(await first.confirm(createAccountId(), id, STEP, NOW, EVER), false)
    equal(await first.confirm(accountId, createAuthenticatorId(), STEP, NOW, EVER), false)
    equal(await first.remove(accountId, id), true)
    equal(await first.confirm(accountId, id, STEP, NOW, EVER), false)
  },
}

const ACCEPTING: Checks = {
  'of 50 concurrent calls with one step exactly one is accepted': async (handles) => {
    const accountId = createAccountId()
    const { id } = await confirmed(handles.first, accountId, 'Phone', STEP)
    const step = stepAfter(STEP, 7)
    const results = await concurrently(handles, 50, async (store) =>
      store.acceptStep(accountId, id, step, LATER),
    )
    equal(countOf(results, true), 1)
  },

  'no step at or below an accepted one is ever accepted': async ({ first, second }) => {
    const accountId = createAccountId()
    const { id } = await confirmed(first, accountId, 'Phone', STEP)
    const step = stepAfter(STEP, 7)
    equal(await first.acceptStep(accountId, id, step, LATER), true)
    for (let back = 0; back < 9; back += 1) {
      const store = back % 2 ? first : second
      equal(await store.acceptStep(accountId, id, stepAfter(step, -back), LATER), false)
    }
    equal(await second.acceptStep(accountId, id, stepAfter(step, 1), LATER), true)
  },

  'a use is recorded, a refused one is not': async ({ first, second }) => {
    const accountId = createAccountId()
    const { id } = await confirmed(first, accountId, 'Phone', STEP)
    const step = stepAfter(STEP, 1)
    equal(await first.acceptStep(accountId, id, step, LATER), true)
    equal(await first.acceptStep(accountId, id, step, plusSeconds(LATER, 9)), false)
    const [stored] = await second.list(accountId, EVER)
    equal(stored?.lastUsedAt, LATER)
  },

  'a pending authenticator accepts nothing': async ({ first }) => {
    const accountId = createAccountId()
    const { id } = await pending(first, accountId, 'Phone')
    equal(await first.acceptStep(accountId, id, STEP, NOW), false)
  },

  'a step of one authenticator does not use up another’s': async ({ first, second }) => {
    const accountId = createAccountId()
    const phone = await confirmed(first, accountId, 'Phone', STEP)
    const laptop = await confirmed(second, accountId, 'Laptop', STEP)
    const step = stepAfter(STEP, 1)
    equal(await first.acceptStep(accountId, phone.id, step, NOW), true)
    equal(await first.acceptStep(accountId, laptop.id, step, NOW), true)
    equal(await first.acceptStep(createAccountId(), phone.id, stepAfter(step, 1), NOW), false)
  },
}

const REMOVING: Checks = {
  'once removed through one handle it accepts nothing through the other': async ({
    first,
    second,
  }) => {
    const accountId = createAccountId()
    const { id } = await confirmed(first, accountId, 'Phone', STEP)
    equal(await first.remove(accountId, id), true)
    equal(await second.acceptStep(accountId, id, stepAfter(STEP, 1), NOW), false)
    deepEqual(await second.list(accountId, EVER), [])
    equal(await second.remove(accountId, id), false)
  },

  'another account’s authenticator is not removed': async ({ first, second }) => {
    const accountId = createAccountId()
    const { id } = await confirmed(first, accountId, 'Phone', STEP)
    equal(await second.remove(createAccountId(), id), false)
    equal(await second.acceptStep(accountId, id, stepAfter(STEP, 1), NOW), true)
  },

  'a spare one is removed, the last confirmed one is not': async ({ first, second }) => {
    const accountId = createAccountId()
    const phone = await confirmed(first, accountId, 'Phone', STEP)
    const waiting = await pending(first, accountId, 'Waiting')
    await confirmed(first, createAccountId(), 'Phone', STEP)
    equal(await second.removeSpare(accountId, phone.id), 'last')
    equal(await second.acceptStep(accountId, phone.id, stepAfter(STEP, 1), NOW), true)
    const laptop = await confirmed(first, accountId, 'Laptop', STEP)
    equal(await second.removeSpare(createAccountId(), phone.id), 'not_found')
    equal(await second.removeSpare(accountId, phone.id), 'removed')
    equal(await first.acceptStep(accountId, phone.id, stepAfter(STEP, 2), NOW), false)
    equal(await first.removeSpare(accountId, phone.id), 'not_found')
    // One that waits signs nobody in: it is always spare, and makes no other one so.
    equal(await second.removeSpare(accountId, laptop.id), 'last')
    equal(await second.removeSpare(accountId, waiting.id), 'removed')
  },

  'of all confirmed ones removed at once as spare exactly one stays': async (handles) => {
    const accountId = createAccountId()
    const names = Array.from({ length: LIMIT }, (_, index) => `Device ${index}`)
    const ids = await Promise.all(
      names.map(async (name) => (await confirmed(handles.first, accountId, name, STEP)).id),
    )
    const results = await concurrently(handles, ids.length, async (store, index) =>
      store.removeSpare(accountId, ids[index] ?? createAuthenticatorId()),
    )
    equal(countOf(results, 'last'), 1)
    equal(countOf(results, 'removed'), ids.length - 1)
    equal((await handles.second.list(accountId, EVER)).length, 1)
  },

  'removing all takes the pending ones too, resolves their number, and spares others': async ({
    first,
    second,
  }) => {
    const accountId = createAccountId()
    const other = createAccountId()
    await confirmed(first, accountId, 'Phone', STEP)
    await pending(first, accountId, 'Laptop')
    await confirmed(first, other, 'Phone', STEP)
    equal(await second.removeAll(accountId), 2)
    equal(await second.removeAll(accountId), 0)
    deepEqual(await first.list(accountId, EVER), [])
    equal((await first.list(other, EVER)).length, 1)
  },
}
