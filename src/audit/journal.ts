import type { AttemptStore, ThrottleSubject } from '../kernel/throttle/attempt-store.ts'
import type { EventSink, StepUpEvent } from './events.ts'
import type { AccountId } from '../kernel/ids.ts'
import type { Clock } from '../kernel/instant.ts'
import type { Language } from '../kernel/languages.ts'
import type { Hold, Postbox } from '../mail/postbox.ts'
import { isFlood, isRecorded, writeActivity, type Happening } from './activity.ts'
import type { ActivityStore } from './activity-store.ts'
import { HOURLY } from './hourly.ts'
import { draftsOf, type MailDraft } from './mail-drafts.ts'
import { createWrongCodes, wrongCodesBudgetsOf } from './wrong-codes.ts'

/** Everything that is counted here for an account. */
export const journalBudgetsOf = (accountId: AccountId): readonly ThrottleSubject[] => [
  ...FLOODS.map((type) => floodSubject(type, accountId)),
  ...wrongCodesBudgetsOf(accountId),
]

/** Of which events there can be any number; see `isFlood`. */
const FLOODS = ['password', 'code', 'recovery_code', 'password_reset_asked'] as const
const floodSubject = (type: string, accountId: AccountId): ThrottleSubject =>
  `told-${type}:${accountId}`

export interface JournalParts {
  readonly store: ActivityStore
  readonly attempts: AttemptStore
  readonly directory: {
    find(id: AccountId): Promise<Addressee | undefined>
  }
  /** Absent where no mails are sent. */
  readonly postbox?: Postbox | undefined
  /** Of whom we know no language. */
  readonly language: Language
  readonly clock: Clock
}

/** Whom mails are about, and where they go. */
export interface Addressee {
  /** What its owner calls the account. */
  readonly label: string
  /** Absent where there is no address: nothing is mailed. */
  readonly email?: string
  readonly language?: Language
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
    if (!isRecorded(event)) return
    if (isFlood(event)) {
      const charge = await attempts.charge(floodSubject(event.type, accountId), HOURLY, clock())
      if (charge.outcome !== 'charged') return
    }
    await store.add(accountId, clock(), writeActivity(event))
  }

  async function post(
    accountId: AccountId,
    event: Happening,
    draft: MailDraft,
    hold?: Hold,
  ): Promise<boolean> {
    const account = await parts.directory.find(accountId)
    if (account?.email === undefined || !parts.postbox) return false
    const mail = {
      ...draft,
      accountId,
      to: account.email,
      account: account.label,
      language: account.language ?? parts.language,
      at: clock(),
      ...(event.origin ? { origin: event.origin } : {}),
    }
    if (hold) await parts.postbox.hold(mail, hold)
    else await parts.postbox.post(mail)
    return true
  }

  const weigh = createWrongCodes({
    attempts,
    clock,
    withdraw: async (accountId, hold) => (await parts.postbox?.withdraw(accountId, hold)) ?? false,
  })

  return {
    async record(event) {
      const { accountId } = event
      if (accountId === undefined) {
        const isAttempt = event.type === 'password' && event.outcome === 'rejected'
        if (isAttempt || event.type === 'account_locked') {
          await store.addNothing(clock(), writeActivity(event))
        }
        return { mailed: false }
      }
      await write(accountId, event)
      let mailed = false
      for (const draft of draftsOf(event)) {
        mailed = (await post(accountId, event, draft)) || mailed
      }
      const isCode = event.type === 'code' || event.type === 'recovery_code'
      const held = isCode ? await weigh(accountId, event) : undefined
      if (held) mailed = (await post(accountId, event, held.draft, held.hold)) || mailed
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
