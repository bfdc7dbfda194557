import type { AttemptBudget } from '../accounts/attempt-budget.ts'
import {
  forgetFailures,
  type AttemptStore,
  type ThrottlePolicy,
} from '../authenticators/attempt-store.ts'

/** Counts attempts at passwords in the store, by the server's policy. */
export function createPasswordBudget(
  attempts: AttemptStore,
  policy: ThrottlePolicy,
): AttemptBudget {
  return {
    charge: (subject, now) => attempts.charge(subject, policy, now),
    clear: (subject) => attempts.clear(subject),
    forget: (subject) => forgetFailures(attempts, subject),
    refund: async (subject) => attempts.refund?.(subject),
  }
}
