import { assertNever } from '../assert-never.ts'
import type { AccountDirectory } from '../accounts/index.ts'
import { forgetFailures, type AttemptStore, type ThrottlePolicy } from '../authenticators/index.ts'
import type { EventSink, StepUpEvent } from '../events.ts'
import type { AccountId } from '../ids.ts'
import type { Clock } from '../instant.ts'
import type { Language } from '../languages.ts'
import type { Postbox } from '../postbox.ts'
import { isFlood, isTold, writeActivity, type Happening } from './activity.ts'
import type { ActivityStore } from './activity-store.ts'
import { lettersOf, type Letter } from './letters.ts'

const HOUR = 3600

/** Lets one in an hour through. */
const HOURLY: ThrottlePolicy = {
  free: 1,
  firstDelay: HOUR,
  longestDelay: HOUR,
  lockAt: Number.MAX_SAFE_INTEGER,
}

/** Counts, and holds up nobody. */
const COUNTING: ThrottlePolicy = {
  free: Number.MAX_SAFE_INTEGER,
  firstDelay: 1,
  longestDelay: 1,
  lockAt: Number.MAX_SAFE_INTEGER,
}

/** Wrong codes in a row, after the right password, of which the owner is told. */
const WRONG_CODES = 3

export interface JournalParts {
  readonly store: ActivityStore
  readonly attempts: AttemptStore
  /** Whose account it is, where mails go and in which language. */
  readonly directory: AccountDirectory
  /** Absent where no mails are sent. */
  readonly postbox?: Postbox | undefined
  /** Of whom we know no language. */
  readonly language: Language
  readonly clock: Clock
}

/** What has become of an event: whether a mail about it was posted. */
export interface Recorded {
  readonly mailed: boolean
}

/**
 * The history that an account's owner reads, and the mails about what weakens the account. What was
 * refused without being looked at (`throttled`, `locked`), or asked for in vain, is told once an hour:
 * whoever keeps trying fills no disk and hides nothing.
 */
export interface Journal {
  /** @throws Fault `store_unavailable` */
  record(event: Happening): Promise<Recorded>
}

export function createJournal(parts: JournalParts): Journal {
  const { store, attempts, clock } = parts

  async function write(accountId: AccountId, event: Happening): Promise<void> {
    if (!isTold(event)) return
    if (isFlood(event)) {
      const charge = await attempts.charge(`told-${event.type}:${accountId}`, HOURLY, clock())
      if (charge.outcome !== 'charged') return
    }
    await store.add(accountId, clock(), writeActivity(event))
  }

  async function post(accountId: AccountId, event: Happening, letter: Letter): Promise<boolean> {
    const account = await parts.directory.find(accountId)
    if (account?.email === undefined || !parts.postbox) return false
    await parts.postbox.post({
      ...letter,
      accountId,
      to: account.email,
      language: account.language ?? parts.language,
      at: clock(),
      ...(event.origin ? { origin: event.origin } : {}),
    })
    return true
  }

  /** In a row: a code that is right begins anew. The count is the account's, on all nodes. */
  async function isGuessing(accountId: AccountId, event: Happening): Promise<boolean> {
    if (event.type !== 'code' && event.type !== 'recovery_code') return false
    const inARow = `wrong-codes:${accountId}` as const
    switch (event.outcome) {
      case 'accepted':
        await forgetFailures(attempts, inARow)
        return false
      case 'mismatch':
      case 'used': {
        const now = clock()
        const charge = await attempts.charge(inARow, COUNTING, now)
        if (charge.outcome !== 'charged' || charge.failures < WRONG_CODES) return false
        const told = await attempts.charge(`wrong-codes-told:${accountId}`, HOURLY, now)
        return told.outcome === 'charged'
      }
      // Sent twice, or not looked at.
      case 'replayed':
      case 'throttled':
      case 'locked':
        return false
      default:
        return assertNever(event)
    }
  }

  return {
    async record(event) {
      const { accountId } = event
      if (accountId === undefined) {
        if (event.type === 'password' && event.outcome === 'rejected') {
          await store.addNothing(clock(), writeActivity(event))
        }
        return { mailed: false }
      }
      await write(accountId, event)
      const letters = lettersOf(event)
      if (await isGuessing(accountId, event)) letters.push({ kind: 'wrong_codes' })
      let mailed = false
      for (const letter of letters) mailed = (await post(accountId, event, letter)) || mailed
      return { mailed }
    },
  }
}

/** A journal that is out must keep nobody from signing in. */
export const journalSink =
  (journal: Journal, onFailure: (error: unknown, event: StepUpEvent) => void): EventSink =>
  async (event) => {
    try {
      await journal.record(event)
    } catch (error) {
      onFailure(error, event)
    }
  }
