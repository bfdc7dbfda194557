import type { Account } from '../accounts/account.ts'
import { knownBrowsersSubjectOf, subjectOf } from '../accounts/attempt-budget.ts'
import type { ThrottleSubject } from '../authenticators/attempt-store.ts'
import { signInBudgetOf } from '../authenticators/code-budgets.ts'
import type { AccountId } from '../ids.ts'
import { journalBudgetsOf } from '../journal/journal.ts'

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
