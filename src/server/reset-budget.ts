import type { ResetBudget } from '../accounts/password-resets.ts'
import type {
  AttemptStore,
  ThrottlePolicy,
  ThrottleSubject,
} from '../authenticators/attempt-store.ts'
import type { AccountId } from '../ids.ts'

/** Three mails, then one an hour: a stranger who asks for them fills nobody's mailbox. Never locked. */
const MAILS: ThrottlePolicy = {
  free: 3,
  firstDelay: 3600,
  longestDelay: 3600,
  lockAt: Number.MAX_SAFE_INTEGER,
}

const subjectOf = (accountId: AccountId): ThrottleSubject => `password_reset:${accountId}`

/** Counts the links that an account is mailed. */
export const createResetBudget = (attempts: AttemptStore): ResetBudget => ({
  async charge(accountId, now) {
    return (await attempts.charge(subjectOf(accountId), MAILS, now)).outcome === 'charged'
  },
  async clear(accountId) {
    await attempts.clear(subjectOf(accountId))
  },
})
