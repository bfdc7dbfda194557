import {
  delayAfter,
  type AttemptStore,
  type Charge,
  type ThrottlePolicy,
  type ThrottleSubject,
} from '../../kernel/throttle/attempt-store.ts'
import { plusSeconds, type Instant } from '../../kernel/instant.ts'
import { instantAt, integerOf } from './rows.ts'
import type { SqlUnits } from './units.ts'
import { get, lock, run, type SqlEngine, type Work } from './work.ts'

export function createAttemptStore(engine: SqlEngine, units: SqlUnits): Required<AttemptStore> {
  return {
    async charge(subject, policy, now) {
      await units.settle()
      return engine.change(() => charge(subject, policy, now))
    },

    async find(subject) {
      await units.settle()
      return engine.read(function* () {
        const row = yield* get(FIND, subject)
        return row && { failures: integerOf(row, 'failures'), lastAt: instantAt(row, 'last_at') }
      })
    },

    async clear(subject) {
      await units.settle()
      return engine.change(() => forgetFailures(subject))
    },

    forget: (subject) =>
      units.later(function* () {
        yield* forgetFailures(subject)
      }),

    async refund(subject) {
      await units.settle()
      await engine.change(function* () {
        yield* lockBudget(subject)
        yield* run(
          'UPDATE attempts SET failures = failures - 1, locked = 0 WHERE subject = ?1',
          subject,
        )
        yield* run('DELETE FROM attempts WHERE subject = ?1 AND failures <= 0', subject)
      })
    },
  }
}

const FIND = 'SELECT failures, last_at, locked FROM attempts WHERE subject = ?1'

/** Who has locked it writes by what they have read. */
const lockBudget = (subject: ThrottleSubject): Work<void> => lock('attempts', subject)

/** Counts an attempt, if it may be made: see `AttemptStore`. */
export function* charge(
  subject: ThrottleSubject,
  policy: ThrottlePolicy,
  now: Instant,
): Work<Charge> {
  yield* lockBudget(subject)
  const row = yield* get(FIND, subject)
  const before = row ? integerOf(row, 'failures') : 0
  if (row && before >= policy.lockAt) {
    // Fewer were allowed before, or a program counted that did not note it.
    if (integerOf(row, 'locked') === 0) {
      yield* run('UPDATE attempts SET locked = 1 WHERE subject = ?1', subject)
    }
    return { outcome: 'locked' }
  }
  const delay = delayAfter(before, policy)
  if (row && delay > 0) {
    const last = instantAt(row, 'last_at')
    // A clock that is set back would have its owner wait for as long as it was ahead.
    if (last > now) yield* run('UPDATE attempts SET last_at = ?1 WHERE subject = ?2', now, subject)
    const retryAt = plusSeconds(last > now ? now : last, delay)
    if (now < retryAt) return { outcome: 'throttled', retryAt }
  }
  const failures = before + 1
  yield* run(
    `INSERT INTO attempts (subject, failures, last_at, locked) VALUES (?1, ?2, ?3, ?4)
    ON CONFLICT (subject) DO UPDATE SET
      failures = excluded.failures, last_at = excluded.last_at, locked = excluded.locked`,
    subject,
    failures,
    now,
    failures >= policy.lockAt ? 1 : 0,
  )
  return { outcome: 'charged', failures }
}

export function* forgetFailures(subject: ThrottleSubject): Work<boolean> {
  yield* lockBudget(subject)
  return (yield* run('DELETE FROM attempts WHERE subject = ?1', subject)) === 1
}
