import type { AccountId } from '../ids.ts'
import type { Clock, Instant } from '../instant.ts'
import type { Account } from './account.ts'
import type { AccountStore } from './account-store.ts'
import {
  browserSubjectOf,
  subjectOf,
  type AttemptBudget,
  type BudgetCharge,
  type BudgetSubject,
} from './attempt-budget.ts'
import type { PasswordHasher } from './password-hasher.ts'

export type Authentication =
  /**
   * `at`: before the stored hash was read, and so the time of the proof. A password that is set while
   * the old one is being verified voids it.
   */
  | { readonly outcome: 'accepted'; readonly account: Account; readonly at: Instant }
  /**
   * Wrong password, unknown name, disabled account, account without a password: one answer.
   * `accountId`: whose password it was not. For its owner and the audit trail, and never for whoever asks.
   */
  | { readonly outcome: 'rejected'; readonly accountId?: AccountId }
  | { readonly outcome: 'throttled'; readonly retryAt: Instant }
  /** Until an operator unlocks it. */
  | { readonly outcome: 'locked' }

export interface PasswordCheckParts {
  readonly store: AccountStore
  readonly attempts: AttemptBudget
  readonly hasher: PasswordHasher
  readonly clock: Clock
}

export interface PasswordCheck {
  /**
   * Checks name and password.
   *
   * @param browserId names a browser that is proved (by a signed cookie, say) to have signed in to
   *   this very account before; it has a budget of its own
   * @throws Fault when the store is out or too many hashes wait
   */
  authenticate(login: string, password: string, browserId?: string): Promise<Authentication>

  /** The same for an account that is known already, on the same budget. */
  reauthenticate(
    accountId: AccountId,
    password: string,
    browserId?: string,
  ): Promise<Authentication>
}

export function createPasswordCheck(parts: PasswordCheckParts): PasswordCheck {
  const { store, attempts, hasher, clock } = parts

  /** Charges the first budget that is not locked, and tells which budgets a success would clear. */
  async function chargeAttempt(
    login: string,
    browserId: string | undefined,
    now: Instant,
  ): Promise<{ charge: BudgetCharge; subjects: readonly BudgetSubject[] }> {
    const subject = subjectOf(login)
    if (browserId === undefined) {
      return { charge: await attempts.charge(subject, now), subjects: [subject] }
    }
    const browserSubject = browserSubjectOf(login, browserId)
    const charge = await attempts.charge(browserSubject, now)
    if (charge.outcome !== 'locked') return { charge, subjects: [browserSubject] }
    // A browser that is locked is a stranger's again: what an operator unlocks is the name's budget.
    return { charge: await attempts.charge(subject, now), subjects: [subject, browserSubject] }
  }

  async function authenticate(
    login: string,
    password: string,
    browserId?: string,
  ): Promise<Authentication> {
    const at = clock()
    // Charged before the hash: parallel guesses cannot overtake the count. The look-up is on its way
    // meanwhile; whoever is throttled is not kept waiting for it, and so does not learn how long it takes.
    const charging = chargeAttempt(login, browserId, at)
    const looking = store.findByLogin(login)
    looking.catch(() => undefined)
    const { charge, subjects } = await charging
    if (charge.outcome !== 'charged') return charge

    const found = await looking
    if (found?.passwordHash === undefined || found.account.disabledAt !== undefined) {
      await hasher.verifyNothing(password)
      return { outcome: 'rejected' }
    }
    const { account, passwordHash } = found
    const { matches, outdated } = await hasher.verify(passwordHash, password)
    if (!matches) return { outcome: 'rejected', accountId: account.id }

    await Promise.all(subjects.map((subject) => attempts.forget(subject)))
    // It can wait for a quieter sign-in: nobody else's should be put off by it.
    if (outdated && hasher.queueLength() === 0) {
      await store.rehash(account.id, passwordHash, await hasher.hash(password))
    }
    return { outcome: 'accepted', account, at }
  }

  return {
    authenticate,

    async reauthenticate(accountId, password, browserId) {
      const account = await store.find(accountId)
      if (account) return authenticate(account.login, password, browserId)
      await hasher.verifyNothing(password)
      return { outcome: 'rejected' }
    },
  }
}
