import type { ResetBudget } from '../actions/password-resets.ts'
import type {
  AttemptStore,
  ThrottlePolicy,
  ThrottleSubject,
} from '../kernel/throttle/attempt-store.ts'
import type { AccountId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'

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
