import type { AccountId, AuthenticatorId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import {
  evaluateCharged,
  forgetFailures,
  locking,
  type AttemptStore,
  type Charge,
  type ThrottlePolicy,
  type ThrottleSubject,
} from '../kernel/throttle/attempt-store.ts'
import type { TimeStep } from './authenticator.ts'
import type { AuthenticatorStore } from './authenticator-store.ts'

/** An attempt at a code, with the time steps that it is the code of: none, where it is wrong. */
export interface CodeAttempt {
  readonly accountId: AccountId
  readonly subject: ThrottleSubject
  readonly policy: ThrottlePolicy
  readonly at: Instant
  readonly matches: readonly { readonly id: AuthenticatorId; readonly step: TimeStep }[]
}

/** What became of it: `accepted` is the device whose step was used up, absent where none was. */
export type AttemptedCode =
  | Exclude<Charge, { outcome: 'charged' }>
  | { readonly outcome: 'charged'; readonly accepted: AuthenticatorId; readonly locks?: never }
  /** `locks`: none is looked at from here on. */
  | { readonly outcome: 'charged'; readonly accepted?: never; readonly locks?: true }

/**
 * Port: a whole attempt in one. Charges the budget; only where that was charged, marks the first step
 * that can be (`acceptStep`), and then forgets the failures. What was charged stays so in every other
 * case, whoever calls how often at once.
 */
export type AttemptCode = (attempt: CodeAttempt) => Promise<AttemptedCode>

/** The same in several calls, for a store that does no more in one. */
export const attemptInSteps =
  (attempts: AttemptStore, authenticators: Pick<AuthenticatorStore, 'acceptStep'>): AttemptCode =>
  async ({ accountId, subject, policy, at, matches }) => {
    const charge = await attempts.charge(subject, policy, at)
    if (charge.outcome !== 'charged') return charge
    return evaluateCharged(attempts, subject, async () => {
      for (const { id, step } of matches) {
        if (!(await authenticators.acceptStep(accountId, id, step, at))) continue
        await forgetFailures(attempts, subject)
        return { outcome: 'charged', accepted: id }
      }
      return { outcome: 'charged', ...locking(charge, policy) }
    })
  }
