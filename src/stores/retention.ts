/*
 * How long a store keeps what nobody takes away, in seconds. Every store goes by these, so that one
 * that is copied into another holds the same there.
 */

/** The history of an account goes back so far. */
export const HISTORY = 180 * 86_400

/** A device that was never confirmed is cleared away after that; far longer than it may be confirmed. */
export const KEEP_PENDING = 86_400

/** A password's budget with few failures is forgotten after that: it hangs on a name that was typed. */
export const IDLE_BUDGET = 30 * 86_400

/**
 * Failures that tell of typing errors and not of guessing are fewer. A budget that is locked is kept whatever it takes:
 * only whoever charges knows that, and the store notes it.
 */
export const FEW_FAILURES = 20

/** Budgets of names that anybody may type, and which are forgotten one day where they are few and lock nobody. */
export const isForgettable = ({ subject, failures, locked = false }: Budget): boolean =>
  isOfName(subject) && failures < FEW_FAILURES && !locked

export const isOfName = (subject: string): boolean => subject.startsWith('password:')

interface Budget {
  readonly subject: string
  readonly failures: number
  readonly locked?: boolean
}
