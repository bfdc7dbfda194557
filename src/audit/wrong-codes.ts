import { assertNever } from '../kernel/typing.ts'
import {
  forgetFailures,
  type AttemptStore,
  type ThrottlePolicy,
  type ThrottleSubject,
} from '../kernel/throttle/attempt-store.ts'
import type { AccountId } from '../kernel/ids.ts'
import type { Clock } from '../kernel/instant.ts'
import type { Hold } from '../mail/postbox.ts'
import type { MailDraft } from '../pages/mails.ts'
import type { Happening } from './events.ts'

/** Wrong codes in a row, after the right password, of which the owner is told … */
const WRONG_CODES = 3

/** … in so many seconds, unless a right code comes from the same browser until then. */
const HELD_FOR = 600

/** Counts, and holds up nobody. */
const COUNTING: ThrottlePolicy = {
  free: Number.MAX_SAFE_INTEGER,
  firstDelay: 1,
  longestDelay: 1,
  lockAt: Number.MAX_SAFE_INTEGER,
}

type CodeEvent = Extract<Happening, { type: 'code' | 'recovery_code' }>

/** A mail that waits for what comes next. */
export interface HeldDraft {
  readonly draft: MailDraft
  readonly hold: Hold
}

export interface WrongCodesParts {
  readonly attempts: AttemptStore
  readonly clock: Clock
  /** False when there is none that waits. */
  readonly withdraw: (accountId: AccountId, hold: Hold) => Promise<boolean>
}

/**
 * Takes each code of an account in. The mail that it makes due, if any, is held: most wrong codes are typing
 * errors, and a right code that follows in the same browser takes it back. Nobody takes it back from elsewhere,
 * nor where some of the wrong codes came from another browser.
 */
export type WrongCodes = (accountId: AccountId, event: CodeEvent) => Promise<HeldDraft | undefined>

export const createWrongCodes =
  ({ attempts, clock, withdraw }: WrongCodesParts): WrongCodes =>
  async (accountId, event) => {
    // In a row: a code that is right begins again. The count is the account's, on all nodes.
    const inARow = inARowOf(accountId)
    const { browser, known = false } = event
    switch (event.outcome) {
      case 'accepted': {
        await forgetFailures(attempts, inARow)
        if (!browser || !(await withdraw(accountId, holdOf(browser.id)))) return undefined
        // It was never told: the next one is not to wait for an hour.
        await forgetFailures(attempts, noticeBudgetOf(accountId, known))
        return undefined
      }
      case 'mismatch':
      case 'used': {
        const now = clock()
        const charge = await attempts.charge(inARow, COUNTING, now)
        if (charge.outcome !== 'charged' || charge.failures < WRONG_CODES) return undefined
        const alone = browser !== undefined && browser.wrongCodes >= charge.failures
        const familiar = known && alone
        // Apart, so that what its owner mistypes keeps nobody from being told of a stranger.
        const mailing = await attempts.charge(noticeBudgetOf(accountId, familiar), HOURLY, now)
        if (mailing.outcome !== 'charged') return undefined
        const kind = familiar ? 'wrong_codes_known_browser' : 'wrong_codes'
        return { draft: { kind }, hold: holdOf(alone ? browser.id : 'several browsers') }
      }
      // Sent twice, or not looked at.
      case 'replayed':
      case 'throttled':
      case 'locked':
        return undefined
      default:
        return assertNever(event)
    }
  }

const holdOf = (browser: string): Hold => ({ name: `wrong codes:${browser}`, seconds: HELD_FOR })

const inARowOf = (accountId: AccountId) => `wrong-codes:${accountId}` as const

/** Everything that is counted here for an account. */
export const wrongCodesBudgetsOf = (accountId: AccountId): readonly ThrottleSubject[] => [
  inARowOf(accountId),
  noticeBudgetOf(accountId, true),
  noticeBudgetOf(accountId, false),
]

const noticeBudgetOf = (accountId: AccountId, familiar: boolean) =>
  familiar
    ? (`wrong-codes-told-known:${accountId}` as const)
    : (`wrong-codes-told:${accountId}` as const)

const HOUR = 3600

/** Lets one in an hour through. */
export const HOURLY: ThrottlePolicy = {
  free: 1,
  firstDelay: HOUR,
  longestDelay: HOUR,
  lockAt: Number.MAX_SAFE_INTEGER,
}
