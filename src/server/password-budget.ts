import type { AttemptBudget } from '../kernel/throttle/attempt-budget.ts'
import {
  forgetFailures,
  locking,
  type AttemptStore,
  type ThrottlePolicy,
} from '../kernel/throttle/attempt-store.ts'

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
