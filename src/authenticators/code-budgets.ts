import type { AccountId } from '../ids.ts'
import type { AttemptStore, ThrottleSubject } from './attempt-store.ts'

/** The account's, for codes that sign in: shared by its devices, sessions and browsers. */
export const signInBudgetOf = (accountId: AccountId): ThrottleSubject => `totp:${accountId}`

/**
 * For the first codes of new devices. Apart, because who enrols has proved the password, and guessing
 * here gains nothing; it must not be free either, nor spend what protects the sign-in.
 */
export const enrolmentBudgetOf = (accountId: AccountId): ThrottleSubject => `enrolment:${accountId}`

/** What an operator's unlock does. True if there were any failures to forget. */
export async function forgetWrongCodes(
  attempts: AttemptStore,
  accountId: AccountId,
): Promise<boolean> {
  const budgets = [signInBudgetOf(accountId), enrolmentBudgetOf(accountId)]
  const cleared = await Promise.all(budgets.map((budget) => attempts.clear(budget)))
  return cleared.includes(true)
}
