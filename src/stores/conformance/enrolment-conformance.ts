import { deepEqual, equal } from 'node:assert/strict'
import type { Authenticator, TimeStep } from '../../people/authenticator.ts'
import { MOST_WAITING, type AuthenticatorStore } from '../../people/authenticator-store.ts'
import { createAccountId, createAuthenticatorId } from '../../kernel/ids.ts'
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

const STEP = (2 ** 33) as TimeStep
const LATER = plusSeconds(NOW, 60)
const MOST = 5

const stepAfter = (step: TimeStep, count: number): TimeStep => (step + count) as TimeStep

/** What waits for its first code: whose it is, what it bears, and how it ends. */
export const enrolmentConformance = (
  open: OpenTwoHandles<AuthenticatorStore>,
): readonly ConformanceProperty[] =>
  propertiesOf(open, { ...WAITING, ...COUNTING, ...CONFIRMING, ...ENDING })

type Checks = Parameters<typeof propertiesOf<AuthenticatorStore>>[1]

const WAITING: Checks = {
  'what waits is its enroller’s, of that account, and nobody else’s': async ({ first, second }) => {
    const accountId = createAccountId()
    const [mine, theirs] = [
      await pending(first, accountId, 'Phone'),
      await pending(second, accountId, 'Phone'),
    ]
    deepEqual(await second.waiting(accountId, enrollerOf(mine), EVER), mine)
    deepEqual(await first.waiting(accountId, enrollerOf(theirs), EVER), theirs)
    equal(await first.waiting(createAccountId(), enrollerOf(mine), EVER), undefined)
    deepEqual(await first.list(accountId), [])
    const [by, id] = [enrollerOf(theirs), mine.id]
    equal(await second.chargeFirstCode({ accountId, by, id }, MOST, EVER), undefined)
    deepEqual(await second.confirm(firstCodeOf(mine, { by })), { outcome: 'gone' })
    equal(await second.abandon({ accountId, by, id }), false)
    deepEqual(await first.waiting(accountId, enrollerOf(mine), EVER), mine)
  },

  'it waits even if it says that it is confirmed, and accepts nothing': async ({ first }) => {
    const waiting = newAuthenticator(createAccountId(), 'Phone')
    const { accountId, id } = waiting
    equal(await begin(first, { ...waiting, confirmedAt: NOW, lastUsedAt: NOW }), 'begun')
    deepEqual(await first.waiting(accountId, enrollerOf(waiting), EVER), waiting)
    deepEqual(await first.list(accountId), [])
    equal(await first.acceptStep(accountId, id, STEP, NOW), false)
  },

  'of 20 that one enroller begins at once exactly one waits': async (handles) => {
    const accountId = createAccountId()
    const by = enrollerOf({ id: createAuthenticatorId() })
    const devices = Array.from({ length: 20 }, () => newAuthenticator(accountId, 'Phone'))
    const results = await concurrently(handles, 20, (store, index) =>
      store.begin(devices[index] ?? newAuthenticator(accountId, 'Phone'), by, LIMIT, EVER),
    )
    equal(countOf(results, 'begun'), 20)
    const standing = await handles.second.waiting(accountId, by, EVER)
    const outcomes: string[] = []
    for (const device of devices) {
      outcomes.push((await handles.first.confirm(firstCodeOf(device, { by }))).outcome)
    }
    equal(countOf(outcomes, 'confirmed'), 1)
    deepEqual(
      (await handles.second.list(accountId)).map(({ id }) => id),
      [standing?.id],
    )
  },

  'what is begun after another takes its place, with its own key and no wrong codes': async ({
    first,
    second,
  }) => {
    const accountId = createAccountId()
    const old = await pending(first, accountId, 'Phone')
    const by = enrollerOf(old)
    equal(await first.chargeFirstCode({ accountId, by, id: old.id }, MOST, EVER), 1)
    const made = newAuthenticator(accountId, 'Phone')
    const next: Authenticator = {
      ...made,
      secret: { keyId: 'key-1', bytes: Uint8Array.from([9, 9, 9]) },
    }
    equal(await second.begin(next, by, LIMIT, EVER), 'begun')
    deepEqual(await first.waiting(accountId, by, EVER), next)
    deepEqual(await first.confirm(firstCodeOf(old)), { outcome: 'gone' })
    equal(await first.chargeFirstCode({ accountId, by, id: next.id }, MOST, EVER), 1)
  },

  'it expires: then it is neither found, nor charged, nor confirmed': async ({ first, second }) => {
    const accountId = createAccountId()
    const waiting = await pending(first, accountId, 'Phone')
    const by = enrollerOf(waiting)
    deepEqual(await second.waiting(accountId, by, NOW), waiting)
    equal(await second.waiting(accountId, by, LATER), undefined)
    equal(await second.chargeFirstCode({ accountId, by, id: waiting.id }, MOST, LATER), undefined)
    deepEqual(await second.confirm(firstCodeOf(waiting, { since: LATER })), { outcome: 'gone' })
  },

  'of very many for one account the oldest go': async ({ first, second }) => {
    const accountId = createAccountId()
    const devices = Array.from({ length: MOST_WAITING + 2 }, (_, index) =>
      newAuthenticator(accountId, 'Phone', plusSeconds(NOW, index)),
    )
    for (const device of devices) equal(await begin(first, device), 'begun')
    const waits = await Promise.all(
      devices.map(async (device) => second.waiting(accountId, enrollerOf(device), EVER)),
    )
    deepEqual(waits, [undefined, undefined, ...devices.slice(2)])
  },
}

const COUNTING: Checks = {
  'of 50 concurrent first codes no more than the most are charged': async (handles) => {
    const accountId = createAccountId()
    const waiting = await pending(handles.first, accountId, 'Phone')
    const own = { accountId, by: enrollerOf(waiting), id: waiting.id }
    const charged = await concurrently(handles, 50, (store) =>
      store.chargeFirstCode(own, MOST, EVER),
    )
    const counts = charged.filter((count) => count !== undefined)
    deepEqual(
      counts.toSorted((a, b) => a - b),
      [1, 2, 3, 4, 5],
    )
  },

  'each is charged for itself, and a right one may still come after wrong ones': async ({
    first,
    second,
  }) => {
    const accountId = createAccountId()
    const [one, other] = [
      await pending(first, accountId, 'Phone'),
      await pending(first, accountId, 'Laptop'),
    ]
    for (let count = 1; count <= MOST; count += 1) {
      const own = { accountId, by: enrollerOf(one), id: one.id }
      equal(await first.chargeFirstCode(own, MOST, EVER), count)
    }
    const own = { accountId, by: enrollerOf(other), id: other.id }
    equal(await second.chargeFirstCode(own, MOST, EVER), 1)
    equal((await second.confirm(firstCodeOf(other))).outcome, 'confirmed')
  },
}

const CONFIRMING: Checks = {
  'of 50 concurrent confirmations exactly one is confirmed': async (handles) => {
    const accountId = createAccountId()
    const waiting = await pending(handles.first, accountId, 'Phone')
    const results = await concurrently(handles, 50, async (store) => {
      const { outcome } = await store.confirm(firstCodeOf(waiting, { at: LATER, since: NOW }))
      return outcome
    })
    equal(countOf(results, 'confirmed'), 1)
    equal(countOf(results, 'gone'), 49)
    const [stored] = await handles.first.list(accountId)
    equal(stored?.confirmedAt, LATER)
  },

  'of 20 that wait and are confirmed at once as the first exactly one is': async (handles) => {
    const accountId = createAccountId()
    const waiting = await Promise.all(
      Array.from({ length: 20 }, (_, index) => pending(handles.first, accountId, `${index}`)),
    )
    const results = await concurrently(handles, 20, async (store, index) => {
      const device = waiting[index]
      return device && (await store.confirm(firstCodeOf(device, { limit: 100 }))).outcome
    })
    equal(countOf(results, 'confirmed'), 1)
    equal(countOf(results, 'gone'), 19)
    equal((await handles.second.list(accountId)).length, 1)
  },

  'the first takes all with it that wait for the account, a further one nothing': async ({
    first,
    second,
  }) => {
    const accountId = createAccountId()
    const others = [
      await pending(first, accountId, 'One'),
      await pending(second, createAccountId(), 'Two'),
    ] as const
    await confirmed(first, accountId, 'Phone', STEP)
    deepEqual(await second.confirm(firstCodeOf(others[0])), { outcome: 'gone' })
    equal((await second.confirm(firstCodeOf(others[1]))).outcome, 'confirmed')
    const waiting = await pending(first, accountId, 'Three')
    await confirmed(second, accountId, 'Four', STEP)
    equal((await second.confirm(firstCodeOf(waiting))).outcome, 'confirmed')
  },

  'the code that confirmed signs nobody in, nor does an earlier one': async ({ first, second }) => {
    const accountId = createAccountId()
    const { id } = await confirmed(first, accountId, 'Phone', STEP)
    equal(await second.acceptStep(accountId, id, STEP, NOW), false)
    equal(await second.acceptStep(accountId, id, stepAfter(STEP, -1), NOW), false)
    equal(await second.acceptStep(accountId, id, stepAfter(STEP, 1), NOW), true)
  },

  'confirming what is gone, unknown or another account’s is gone': async ({ first }) => {
    const accountId = createAccountId()
    const waiting = await pending(first, accountId, 'Phone')
    const { id } = waiting
    for (const further of [{ accountId: createAccountId() }, { id: createAuthenticatorId() }]) {
      deepEqual(await first.confirm(firstCodeOf(waiting, further)), { outcome: 'gone' })
    }
    equal(await first.abandon({ accountId, by: enrollerOf(waiting), id }), true)
    deepEqual(await first.confirm(firstCodeOf(waiting)), { outcome: 'gone' })
  },
}

const ENDING: Checks = {
  'what is abandoned waits no more, once': async ({ first, second }) => {
    const accountId = createAccountId()
    const waiting = await pending(first, accountId, 'Phone')
    const own = { accountId, by: enrollerOf(waiting), id: waiting.id }
    equal(await second.abandon(own), true)
    equal(await first.abandon(own), false)
    equal(await first.waiting(accountId, own.by, EVER), undefined)
  },

  'abandoning all leaves what is confirmed, and what waits for others': async ({
    first,
    second,
  }) => {
    const accountId = createAccountId()
    await confirmed(first, accountId, 'Phone', STEP)
    const mine = [
      await pending(first, accountId, 'One'),
      await pending(first, accountId, 'Two'),
    ] as const
    const other = await pending(first, createAccountId(), 'Three')
    await second.abandonAll(accountId)
    for (const waiting of mine) {
      deepEqual(await first.confirm(firstCodeOf(waiting)), { outcome: 'gone' })
    }
    equal((await first.list(accountId)).length, 1)
    equal((await first.confirm(firstCodeOf(other))).outcome, 'confirmed')
  },
}
