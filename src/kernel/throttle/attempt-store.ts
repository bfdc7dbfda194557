import { plusSeconds, type Instant } from '../instant.ts'
import type { AccountId } from '../ids.ts'

/** How guessing is slowed down. The delay is the account's, whatever session or address guesses. */
export interface ThrottlePolicy {
  /** Consecutive failures that cost no waiting. */
  readonly free: number
  /** Seconds to wait after the first failure beyond `free`; doubles with each further one. */
  readonly firstDelay: number
  /** Seconds; no delay is longer. */
  readonly longestDelay: number
  /** Consecutive failures after which only an operator (or a new binding) opens it again. */
  readonly lockAt: number
}

/** NIST SP 800-63B-4 §3.2.2 allows at most 100 consecutive failures. */
export const DEFAULT_THROTTLE: ThrottlePolicy = {
  free: 5,
  firstDelay: 5,
  longestDelay: 900,
  lockAt: 100,
}

/** What became of an attempt: `failures` counts it, `retryAt` is when the next one is let through. */
export type Charge =
  | { readonly outcome: 'charged'; readonly failures: number }
  | { readonly outcome: 'throttled'; readonly retryAt: Instant }
  | { readonly outcome: 'locked' }

/** What is known of a budget that was charged. */
export interface CountedFailures {
  readonly failures: number
  /** When the last one was charged: what is locked has been locked since then. */
  readonly lastAt: Instant
}

/**
 * What a budget belongs to, `<factor>:<whose>`: `totp:` and an account id, `password:` and the hash of
 * a login name (so that unknown names have one too).
 */
export type ThrottleSubject = `${string}:${string}`

/** Port: counts attempts. State is durable and shared by all nodes. */
export interface AttemptStore {
  /**
   * Charges one attempt **before** it is evaluated, as if it had failed. Of any number of concurrent
   * calls, only as many are `charged` as the budget holds at `now`; the others change nothing. The
   * `failures` counted include this one. After `failures` reaches `free`, the next charge is refused
   * until `now` + the delay that `delayAfter` gives; at `lockAt` every charge is `locked`. A failure that
   * is dated ahead of `now` counts from then on as if it had been at `now`: clocks are set back.
   */
  charge(subject: ThrottleSubject, policy: ThrottlePolicy, now: Instant): Promise<Charge>

  /**
   * The failures that are counted, for whoever explains them: nobody is let through by it, and nothing
   * changes. Undefined where there are none. @default nobody can tell
   */
  find?(subject: ThrottleSubject): Promise<CountedFailures | undefined>

  /** Forgets the failures: after a success, or an operator's unlock. True if there were any. */
  clear(subject: ThrottleSubject): Promise<boolean>

  /**
   * `clear` for whoever does not ask whether there were any. Where the store knows of requests it need
   * be done only when the request is answered. @default clear
   */
  forget?(subject: ThrottleSubject): Promise<void>

  /**
   * Takes one charge back that a fault kept from being evaluated. It never goes below none, and where the failures
   * were cleared meanwhile nothing is left to take back. @default what was charged stays so
   */
  refund?(subject: ThrottleSubject): Promise<void>
}

/**
 * Evaluates an attempt that was charged. A fault is no verdict: whoever gave the right password while too many waited
 * must not be taken for somebody who guesses.
 */
export async function evaluateCharged<T>(
  attempts: { refund?(subject: ThrottleSubject): Promise<void> },
  subject: ThrottleSubject,
  evaluate: () => Promise<T>,
): Promise<T> {
  try {
    return await evaluate()
  } catch (error) {
    // Where the store is out it cannot be taken back either; what is told is why nothing was evaluated.
    await attempts.refund?.(subject).catch(() => undefined)
    throw error
  }
}

/** After a success. */
export async function forgetFailures(
  attempts: Pick<AttemptStore, 'clear' | 'forget'>,
  subject: ThrottleSubject,
): Promise<void> {
  if (attempts.forget) await attempts.forget(subject)
  else await attempts.clear(subject)
}

/** Whether a charge is the one that locks: wrong, it is the last that is looked at. */
export const locking = (
  { failures }: Extract<Charge, { outcome: 'charged' }>,
  { lockAt }: Pick<ThrottlePolicy, 'lockAt'>,
): { readonly locks?: true } => (failures >= lockAt ? { locks: true } : {})

/** What failures come to: an attempt is looked at unless one of the two is there. */
export interface ExplainedFailures {
  readonly failures: number
  readonly lockedSince?: Instant
  readonly waitsUntil?: Instant
}

/** What the next charge would say, for whoever asks without making an attempt. */
export function explainFailures(
  counted: CountedFailures | undefined,
  policy: ThrottlePolicy,
  now: Instant,
): ExplainedFailures {
  if (!counted) return { failures: 0 }
  const { failures, lastAt } = counted
  if (failures >= policy.lockAt) return { failures, lockedSince: lastAt }
  // A clock that was ahead keeps nobody waiting for longer than the delay.
  const until = plusSeconds(lastAt > now ? now : lastAt, delayAfter(failures, policy))
  return until > now ? { failures, waitsUntil: until } : { failures }
}

/** Seconds to wait after so many consecutive failures. Every backend computes it by this function. */
export function delayAfter(failures: number, policy: ThrottlePolicy): number {
  if (failures < policy.free) return 0
  return Math.min(policy.firstDelay * 2 ** (failures - policy.free), policy.longestDelay)
}

/**
 * The account's, for codes that sign in: shared by its devices, sessions and browsers. First codes of new
 * devices are counted where the device waits: whoever sets one up has proved the password, and must not be
 * able to spend what protects the sign-in, or what the owner has for a device of their own.
 */
export const signInBudgetOf = (accountId: AccountId): ThrottleSubject => `totp:${accountId}`
