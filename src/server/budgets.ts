import type { AttemptBudget } from '../kernel/throttle/attempt-budget.ts'
import {
  forgetFailures,
  locking,
  type AttemptStore,
  type ThrottlePolicy,
  type ThrottleSubject,
} from '../kernel/throttle/attempt-store.ts'
import type { ResetBudget } from '../actions/password-resets.ts'
import type { AccountId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'

/** Counts attempts at passwords in the store, by the server's policy. */
export function createPasswordBudget(
  attempts: AttemptStore & Required<Pick<AttemptStore, 'find'>>,
  policy: ThrottlePolicy,
): AttemptBudget {
  return {
    async charge(subject, now) {
      const charge = await attempts.charge(subject, policy, now)
      return charge.outcome === 'charged'
        ? { outcome: 'charged', ...locking(charge, policy) }
        : charge
    },
    isLocked: async (subject) => ((await attempts.find(subject))?.failures ?? 0) >= policy.lockAt,
    clear: (subject) => attempts.clear(subject),
    forget: (subject) => forgetFailures(attempts, subject),
    refund: async (subject) => attempts.refund?.(subject),
  }
}

const HOUR = 3600

/** Three mails in each hour: a stranger who asks for them fills nobody's mailbox. Never locked. */
const MAILS: ThrottlePolicy = {
  free: 3,
  firstDelay: HOUR,
  longestDelay: HOUR,
  lockAt: Number.MAX_SAFE_INTEGER,
}

/** What the mails are for. */
type Kind = 'reset' | 'email'

/**
 * Each hour counts anew, so that nobody who asks at its end takes the next one's. Named as what is forgotten when it has
 * long been idle.
 */
const subjectOf = (kind: Kind, accountId: AccountId, now: Instant): ThrottleSubject =>
  `password:${kind}:${accountId}:${Math.floor(now / (HOUR * 1000))}`

/** Counts the links that an account is mailed. */
export const createMailBudget = (attempts: AttemptStore, kind: Kind): ResetBudget => ({
  async charge(accountId, now) {
    return (
      (await attempts.charge(subjectOf(kind, accountId, now), MAILS, now)).outcome === 'charged'
    )
  },
  async clear(accountId, now) {
    await attempts.clear(subjectOf(kind, accountId, now))
  },
})
