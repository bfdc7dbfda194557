import type { Account } from '../people/account.ts'
import { knownBrowsersSubjectOf, subjectOf } from '../kernel/throttle/attempt-budget.ts'
import { type ThrottleSubject, signInBudgetOf } from '../kernel/throttle/attempt-store.ts'
import type { AccountId } from '../kernel/ids.ts'
import { journalBudgetsOf } from '../audit/journal.ts'

/**
 * Everything that is counted for an account, and goes with it. Links that it was mailed are counted by the
 * hour under its id, and are forgotten by themselves.
 *
 * @param account absent where a host keeps its accounts elsewhere
 */
export const budgetsOf = (
  id: AccountId,
  account: Pick<Account, 'login'> | undefined,
): readonly ThrottleSubject[] => [
  signInBudgetOf(id),
  ...journalBudgetsOf(id),
  ...(account ? [subjectOf(account.login), knownBrowsersSubjectOf(account.login)] : []),
]
