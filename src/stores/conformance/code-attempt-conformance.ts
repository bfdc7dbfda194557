import { deepEqual, equal } from 'node:assert/strict'
import { DEFAULT_THROTTLE, type AttemptStore } from '../../kernel/throttle/attempt-store.ts'
import type { TimeStep } from '../../people/authenticator.ts'
import type { AuthenticatorStore } from '../../people/authenticator-store.ts'
import { attemptInSteps, type AttemptCode } from '../../people/code-attempts.ts'
import { createAccountId } from '../../kernel/ids.ts'
import { NOW, confirmed } from './authenticator-samples.ts'
import {
  concurrently,
  propertiesOf,
  type ConformanceProperty,
  type OpenTwoHandles,
} from './property.ts'

/** Where attempts are charged, and steps marked. */
export interface CodeStore {
  readonly attempts: AttemptStore
  readonly authenticators: AuthenticatorStore
  /** Absent where an attempt takes several calls. */
  readonly attemptCode?: AttemptCode
}

const attemptAt = ({ attemptCode, attempts, authenticators }: CodeStore): AttemptCode =>
  attemptCode ?? attemptInSteps(attempts, authenticators)

/** Every sentence of `AttemptCode`, through two handles on one database. */
export const codeAttemptConformance = (
  open: OpenTwoHandles<CodeStore>,
): readonly ConformanceProperty[] =>
  propertiesOf(open, {
    'of 30 concurrent attempts with one code exactly one is accepted': async (handles) => {
      const { attempt, id } = await prepared(handles.first)
      const free = { ...attempt, policy: { ...DEFAULT_THROTTLE, free: 100 } }
      const outcomes = await concurrently(handles, 30, (store) => attemptAt(store)(free))
      const accepted = outcomes.filter((one) => one.outcome === 'charged' && one.accepted === id)
      equal(accepted.length, 1)
      const after = await handles.second.authenticators.list(attempt.accountId)
      equal(after[0]?.lastUsedAt, NOW)
    },

    'a wrong code is charged, and a right one forgets the failures': async ({ first, second }) => {
      const { attempt, id } = await prepared(first)
      const wrong = { ...attempt, matches: [] }
      for (let failures = 1; failures < DEFAULT_THROTTLE.free; failures += 1) {
        deepEqual(await attemptAt(first)(wrong), { outcome: 'charged' })
      }
      deepEqual(await attemptAt(second)(attempt), { outcome: 'charged', accepted: id })
      const charge = await first.attempts.charge(attempt.subject, DEFAULT_THROTTLE, NOW)
      deepEqual(charge, { outcome: 'charged', failures: 1 })
    },

    'where it is not charged, a right code is neither accepted nor used up': async ({
      first,
      second,
    }) => {
      const { attempt, id } = await prepared(first)
      for (let failures = 0; failures < DEFAULT_THROTTLE.free; failures += 1) {
        await second.attempts.charge(attempt.subject, DEFAULT_THROTTLE, NOW)
      }
      equal((await attemptAt(first)(attempt)).outcome, 'throttled')
      const [device] = await second.authenticators.list(attempt.accountId)
      equal(device?.lastUsedAt, undefined)
      await second.attempts.clear(attempt.subject)
      deepEqual(await attemptAt(second)(attempt), { outcome: 'charged', accepted: id })
    },

    'a step that was used lets the next device’s in': async ({ first, second }) => {
      const { attempt, id } = await prepared(first)
      const other = await confirmed(first.authenticators, attempt.accountId, 'Laptop', FIRST)
      const both = [...attempt.matches, { id: other.id, step: STEP }]
      deepEqual(await attemptAt(first)(attempt), { outcome: 'charged', accepted: id })
      deepEqual(await attemptAt(second)({ ...attempt, matches: both }), {
        outcome: 'charged',
        accepted: other.id,
      })
      deepEqual(await attemptAt(first)({ ...attempt, matches: both }), { outcome: 'charged' })
    },

    'a device that was removed accepts nothing': async ({ first, second }) => {
      const { attempt, id } = await prepared(first)
      await second.authenticators.remove(attempt.accountId, id)
      deepEqual(await attemptAt(first)(attempt), { outcome: 'charged' })
    },
  })

const FIRST = 1 as TimeStep
const STEP = 2 as TimeStep

async function prepared({ authenticators }: CodeStore) {
  const accountId = createAccountId()
  const { id } = await confirmed(authenticators, accountId, 'Phone', FIRST)
  const attempt = {
    accountId,
    subject: `totp:${accountId}`,
    policy: DEFAULT_THROTTLE,
    at: NOW,
    matches: [{ id, step: STEP }],
  } as const
  return { attempt, id }
}
