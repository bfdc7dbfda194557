import type { AccountId } from '../ids.ts'
import type { ThrottleSubject } from './attempt-store.ts'

/**
 * The account's, for codes that sign in: shared by its devices, sessions and browsers. First codes of new
 * devices are counted where the device waits: whoever sets one up has proved the password, and must not be
 * able to spend what protects the sign-in, or what the owner has for a device of their own.
 */
export const signInBudgetOf = (accountId: AccountId): ThrottleSubject => `totp:${accountId}`
