import { createHash } from 'node:crypto'
import type { Instant } from '../instant.ts'
import { nameKey } from '../typed.ts'

export type BudgetSubject = `password:${string}`

export type BudgetCharge =
  /** `locks`: wrong, it is the last that is looked at. */
  | { readonly outcome: 'charged'; readonly locks?: true }
  | { readonly outcome: 'throttled'; readonly retryAt: Instant }
  | { readonly outcome: 'locked' }

/** Port: how often a password may be tried. Whoever composes the parts supplies store and policy. */
export interface AttemptBudget {
  /** Charges one attempt before it is evaluated; atomic, so that parallel guesses share one budget. */
  charge(subject: BudgetSubject, now: Instant): Promise<BudgetCharge>

  /** Whether every charge is refused until somebody unlocks it; changes nothing. */
  isLocked(subject: BudgetSubject): Promise<boolean>

  /** Forgets the failures. True if there were any. */
  clear(subject: BudgetSubject): Promise<boolean>

  /** The same after a success: it need be done only when the request is answered. */
  forget(subject: BudgetSubject): Promise<void>

  /** Takes one charge back that a fault kept from being evaluated. */
  refund(subject: BudgetSubject): Promise<void>
}

/**
 * A name's budget. It hangs on the name that was typed and not on an account, so that a name nobody
 * has is throttled like any other; hashed, because people type passwords into that field.
 */
export function subjectOf(login: string): BudgetSubject {
  return `password:${createHash('sha256').update(nameKey(login)).digest('base64url')}`
}

/**
 * The budget of all browsers that have signed in to this account before (OWASP's device cookies). A
 * stranger who uses up the name's budget then does not lock the owner out of it. One for all of them: whoever has
 * signed in with several has no more guesses than with one.
 */
export const knownBrowsersSubjectOf = (login: string): BudgetSubject => `${subjectOf(login)}:known`

/**
 * A wrong password or code that may come twice: the form was sent twice, byte for byte. It is one guess, and counts
 * once. Budgets are charged before anything is looked at, as ever; what has come before is taken back afterwards.
 *
 * Whoever sends it again learns nothing: `circumstances` names all that the verdict hangs on besides what was typed,
 * so that the very same comes of it again.
 */
export interface Guess {
  /** Of what is wrong: whether it was found wrong before; where it was not, that is kept for some seconds. */
  isRepeated(circumstances: string): Promise<boolean>
  /** The same, and nothing is kept. */
  wasWrong(circumstances: string): Promise<boolean>
}
