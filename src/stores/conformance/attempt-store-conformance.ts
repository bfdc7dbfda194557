import { deepEqual, equal } from 'node:assert/strict'
import {
  DEFAULT_THROTTLE,
  delayAfter,
  type AttemptStore,
  type Charge,
  type ThrottlePolicy,
  type ThrottleSubject,
} from '../../kernel/throttle/attempt-store.ts'
import { plusSeconds, type Instant } from '../../kernel/instant.ts'
import {
  concurrently,
  propertiesOf,
  type ConformanceProperty,
  type OpenTwoHandles,
} from './property.ts'

const NOW = 1_800_000_000_000 as Instant
const SUBJECT: ThrottleSubject = 'totp:account'
const POLICY = DEFAULT_THROTTLE

/** Every sentence of `AttemptStore`, through two handles on one database. */
export const attemptStoreConformance = (
  open: OpenTwoHandles<AttemptStore>,
): readonly ConformanceProperty[] =>
  propertiesOf(open, {
    'of 200 concurrent charges exactly the free ones are charged, each counted once': async (
      handles,
    ) => {
      const charges = await concurrently(handles, 200, async (store) =>
        store.charge(SUBJECT, POLICY, NOW),
      )
      deepEqual(failuresOf(charges), [1, 2, 3, 4, 5])
      const retryAt = plusSeconds(NOW, POLICY.firstDelay)
      for (const charge of charges) {
        if (charge.outcome !== 'charged') deepEqual(charge, { outcome: 'throttled', retryAt })
      }
    },

    'a refused charge changes nothing: it neither counts nor prolongs the delay': async ({
      first,
      second,
    }) => {
      await exhaust(first, POLICY)
      const retryAt = plusSeconds(NOW, POLICY.firstDelay)
      const justBefore = (retryAt - 1) as Instant
      deepEqual(await second.charge(SUBJECT, POLICY, justBefore), { outcome: 'throttled', retryAt })
      deepEqual(await first.charge(SUBJECT, POLICY, justBefore), { outcome: 'throttled', retryAt })
      deepEqual(await second.charge(SUBJECT, POLICY, retryAt), {
        outcome: 'charged',
        failures: POLICY.free + 1,
      })
    },

    'failures are told to whoever explains them, and looking changes nothing': async ({
      first,
      second,
    }) => {
      if (!first.find || !second.find) return
      equal(await first.find(SUBJECT), undefined)
      await exhaust(first, POLICY)
      const known = { failures: POLICY.free, lastAt: NOW }
      deepEqual(await second.find(SUBJECT), known)
      deepEqual(await first.find(SUBJECT), known)
      await second.clear(SUBJECT)
      equal(await first.find(SUBJECT), undefined)
    },

    'a charge that is taken back is none, and never more than were charged': async ({
      first,
      second,
    }) => {
      if (!first.refund || !second.refund) return
      await exhaust(first, POLICY)
      await second.refund(SUBJECT)
      deepEqual(await first.charge(SUBJECT, POLICY, NOW), {
        outcome: 'charged',
        failures: POLICY.free,
      })
      for (let count = 0; count < POLICY.free + 3; count += 1) await second.refund(SUBJECT)
      deepEqual(await first.charge(SUBJECT, POLICY, NOW), { outcome: 'charged', failures: 1 })
    },

    'of 50 concurrent charges that are all taken back none is left': async (handles) => {
      if (!handles.first.refund) return
      const generous = { ...POLICY, free: 60 }
      await concurrently(handles, 50, async (store) => {
        await store.charge(SUBJECT, generous, NOW)
        await store.refund?.(SUBJECT)
      })
      equal(await handles.second.clear(SUBJECT), false)
    },

    'a policy need have no lock, nor charges that are free of waiting': async ({
      first,
      second,
    }) => {
      const lockAt = Number.MAX_SAFE_INTEGER
      const hourly = { free: 1, firstDelay: 3600, longestDelay: 3600, lockAt }
      deepEqual(await first.charge(SUBJECT, hourly, NOW), { outcome: 'charged', failures: 1 })
      const retryAt = plusSeconds(NOW, 3600)
      deepEqual(await second.charge(SUBJECT, hourly, NOW), { outcome: 'throttled', retryAt })
      deepEqual(await second.charge(SUBJECT, hourly, retryAt), { outcome: 'charged', failures: 2 })
      const counting = { free: lockAt, firstDelay: 1, longestDelay: 1, lockAt }
      for (let failures = 1; failures <= 30; failures += 1) {
        const charge = await first.charge('totp:counted', counting, NOW)
        deepEqual(charge, { outcome: 'charged', failures })
      }
    },

    'of 50 concurrent charges after a delay exactly one is charged': async (handles) => {
      await exhaust(handles.first, POLICY)
      const later = plusSeconds(NOW, POLICY.firstDelay)
      const charges = await concurrently(handles, 50, async (store) =>
        store.charge(SUBJECT, POLICY, later),
      )
      deepEqual(failuresOf(charges), [POLICY.free + 1])
    },

    'the delay is that of delayAfter, up to the lock; then every charge is locked for good':
      async ({ first, second }) => {
        let now = NOW
        for (let failures = 1; failures <= POLICY.lockAt; failures += 1) {
          const store = failures % 2 ? first : second
          deepEqual(await store.charge(SUBJECT, POLICY, now), { outcome: 'charged', failures })
          const delay = delayAfter(failures, POLICY)
          if (delay > 0 && failures < POLICY.lockAt) {
            const retryAt = plusSeconds(now, delay)
            deepEqual(await store.charge(SUBJECT, POLICY, now), { outcome: 'throttled', retryAt })
          }
          now = plusSeconds(now, delay)
        }
        const years = plusSeconds(now, 10 * 365 * 86_400)
        deepEqual(await first.charge(SUBJECT, POLICY, now), { outcome: 'locked' })
        deepEqual(await second.charge(SUBJECT, POLICY, years), { outcome: 'locked' })
      },

    'the policy given is the one that counts': async ({ first }) => {
      const strict: ThrottlePolicy = { free: 1, firstDelay: 60, longestDelay: 60, lockAt: 2 }
      deepEqual(await first.charge(SUBJECT, strict, NOW), { outcome: 'charged', failures: 1 })
      const retryAt = plusSeconds(NOW, 60)
      deepEqual(await first.charge(SUBJECT, strict, NOW), { outcome: 'throttled', retryAt })
      deepEqual(await first.charge(SUBJECT, strict, retryAt), { outcome: 'charged', failures: 2 })
      deepEqual(await first.charge(SUBJECT, strict, retryAt), { outcome: 'locked' })
    },

    'clearing forgets the failures and the lock, and tells whether there were any': async ({
      first,
      second,
    }) => {
      equal(await first.clear(SUBJECT), false)
      const locking = { ...POLICY, lockAt: POLICY.free }
      await exhaust(first, locking)
      deepEqual(await first.charge(SUBJECT, locking, NOW), { outcome: 'locked' })
      equal(await second.clear(SUBJECT), true)
      equal(await first.clear(SUBJECT), false)
      deepEqual(await first.charge(SUBJECT, POLICY, NOW), { outcome: 'charged', failures: 1 })
    },

    'a subject’s budget is its own': async ({ first, second }) => {
      await exhaust(first, POLICY)
      deepEqual(await second.charge('totp:another', POLICY, NOW), {
        outcome: 'charged',
        failures: 1,
      })
      deepEqual(await second.charge('password:account', POLICY, NOW), {
        outcome: 'charged',
        failures: 1,
      })
      equal(await second.clear('totp:another'), true)
      equal((await first.charge(SUBJECT, POLICY, NOW)).outcome, 'throttled')
    },

    'a clock that goes back opens nothing': async ({ first, second }) => {
      await exhaust(first, POLICY)
      const earlier = plusSeconds(NOW, -86_400)
      equal((await second.charge(SUBJECT, POLICY, earlier)).outcome, 'throttled')
    },

    'failures dated ahead cost no more waiting than others': async (handles) => {
      const { first, second } = handles
      await exhaust(first, POLICY)
      const earlier = plusSeconds(NOW, -86_400)
      const retryAt = plusSeconds(earlier, POLICY.firstDelay)
      deepEqual(await second.charge(SUBJECT, POLICY, earlier), { outcome: 'throttled', retryAt })
      const justBefore = (retryAt - 1) as Instant
      deepEqual(await first.charge(SUBJECT, POLICY, justBefore), { outcome: 'throttled', retryAt })
      const charges = await concurrently(handles, 50, async (store) =>
        store.charge(SUBJECT, POLICY, retryAt),
      )
      deepEqual(failuresOf(charges), [POLICY.free + 1])
    },
  })

async function exhaust(store: AttemptStore, policy: ThrottlePolicy): Promise<void> {
  for (let failures = 1; failures <= policy.free; failures += 1) {
    deepEqual(await store.charge(SUBJECT, policy, NOW), { outcome: 'charged', failures })
  }
}

const failuresOf = (charges: readonly Charge[]): readonly number[] =>
  charges
    .flatMap((charge) => (charge.outcome === 'charged' ? [charge.failures] : []))
    .toSorted((a, b) => a - b)
