import { deepEqual, equal } from 'node:assert/strict'
import {
  DEFAULT_TOTP,
  stepAt,
  type Authenticator,
  type TimeStep,
} from '../../people/authenticator.ts'
import type { AuthenticatorStore } from '../../people/authenticator-store.ts'
import { createAccountId, createAuthenticatorId, type AuthenticatorId } from '../../kernel/ids.ts'
import { plusSeconds } from '../../kernel/instant.ts'
import { authenticatorNameConformance } from './authenticator-name-conformance.ts'
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
import { enrolmentConformance } from './enrolment-conformance.ts'
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
  ...propertiesOf(open, { ...KEEPING, ...ACCEPTING, ...FOLLOWING, ...REMOVING }),
  ...authenticatorNameConformance(open),
  ...enrolmentConformance(open),
]

type Checks = Parameters<typeof propertiesOf<AuthenticatorStore>>[1]

const KEEPING: Checks = {
  'what was confirmed is listed, field by field': async ({ first, second }) => {
    const accountId = createAccountId()
    const authenticator: Authenticator = {
      ...newAuthenticator(accountId, 'Café ☕ “Handy”'),
      parameters: { algorithm: 'SHA512', digits: 8, period: 60 },
    }
    equal(await begin(first, authenticator), 'begun')
    deepEqual(await second.waiting(accountId, enrollerOf(authenticator), EVER), authenticator)
    equal((await second.confirm(firstCodeOf(authenticator, { at: LATER }))).outcome, 'confirmed')
    deepEqual(await first.list(accountId), [{ ...authenticator, confirmedAt: LATER }])
  },

  'the first begun is listed first, and one account’s are not another’s': async ({
    first,
    second,
  }) => {
    const accountId = createAccountId()
    const [old, young, other] = [
      newAuthenticator(accountId, 'old', NOW),
      newAuthenticator(accountId, 'young', LATER),
      newAuthenticator(createAccountId(), 'other'),
    ]
    await confirmed(first, accountId, 'first', STEP)
    for (const device of [young, old, other]) {
      equal(await begin(first, device), 'begun')
      equal((await second.confirm(firstCodeOf(device))).outcome, 'confirmed')
    }
    deepEqual(
      (await first.list(accountId)).map(({ name }) => name),
      ['first', 'old', 'young'],
    )
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
    const [stored] = await second.list(accountId)
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

const FOLLOWING: Checks = {
  'a code outside the window is remembered until one is accepted, and none of a used step': async ({
    first,
    second,
  }) => {
    const accountId = createAccountId()
    const step = stepAt(LATER, DEFAULT_TOTP.period)
    const { id } = await confirmed(first, accountId, 'Phone', step)
    const remembered = async () => (await second.list(accountId))[0]?.nearMiss
    await first.noteNearMiss?.(accountId, id, { step, at: LATER })
    equal(await remembered(), undefined)
    const nearMiss = { step: stepAfter(step, 2), at: LATER }
    await first.noteNearMiss?.(accountId, id, nearMiss)
    // A store may leave it out.
    deepEqual(await remembered(), first.noteNearMiss && nearMiss)
    equal(await second.acceptStep(accountId, id, stepAfter(step, 3), plusSeconds(LATER, 30)), true)
    equal(await remembered(), undefined)
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
    deepEqual(await second.list(accountId), [])
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
    await confirmed(first, createAccountId(), 'Phone', STEP)
    equal(await second.removeSpare(accountId, phone.id), 'last')
    equal(await second.acceptStep(accountId, phone.id, stepAfter(STEP, 1), NOW), true)
    const laptop = await confirmed(first, accountId, 'Laptop', STEP)
    const waiting = await pending(first, accountId, 'Waiting')
    equal(await second.removeSpare(createAccountId(), phone.id), 'not_found')
    equal(await second.removeSpare(accountId, phone.id), 'removed')
    equal(await first.acceptStep(accountId, phone.id, stepAfter(STEP, 2), NOW), false)
    equal(await first.removeSpare(accountId, phone.id), 'not_found')
    // One that waits signs nobody in: it is not among them, and makes no other one spare.
    equal(await second.removeSpare(accountId, laptop.id), 'last')
    equal(await second.removeSpare(accountId, waiting.id), 'not_found')
  },

  'of all confirmed ones removed at once as spare exactly one stays': async (handles) => {
    const accountId = createAccountId()
    const ids: AuthenticatorId[] = []
    // One after the other: the first one would take those with it that wait beside it.
    for (let index = 0; index < LIMIT; index += 1) {
      ids.push((await confirmed(handles.first, accountId, `Device ${index}`, STEP)).id)
    }
    const results = await concurrently(handles, ids.length, async (store, index) =>
      store.removeSpare(accountId, ids[index] ?? createAuthenticatorId()),
    )
    equal(countOf(results, 'last'), 1)
    equal(countOf(results, 'removed'), ids.length - 1)
    equal((await handles.second.list(accountId)).length, 1)
  },

  'removing all takes what waits too, resolves how many were confirmed, and spares others': async ({
    first,
    second,
  }) => {
    const accountId = createAccountId()
    const other = createAccountId()
    await confirmed(first, accountId, 'Phone', STEP)
    const waiting = await pending(first, accountId, 'Laptop')
    await confirmed(first, other, 'Phone', STEP)
    equal(await second.removeAll(accountId), 1)
    equal(await second.removeAll(accountId), 0)
    deepEqual(await first.list(accountId), [])
    deepEqual(await first.confirm(firstCodeOf(waiting)), { outcome: 'gone' })
    equal((await first.list(other)).length, 1)
  },
}
