import type { AttemptStore, ThrottleSubject } from '../kernel/throttle/attempt-store.ts'
import type { MailDraft } from '../pages/mails.ts'
import type { EventSink, Happening, StepUpEvent } from './events.ts'
import type { AccountId } from '../kernel/ids.ts'
import type { Clock } from '../kernel/instant.ts'
import type { Language } from '../kernel/languages.ts'
import type { Hold, Postbox } from '../mail/postbox.ts'
import type { ActivityStore } from './activity-store.ts'
import { HOURLY, createWrongCodes, wrongCodesBudgetsOf } from './wrong-codes.ts'
import { lineOf, writeActivity } from './history.ts'
import { recordOf, ROWS, type AuditRecord } from './record.ts'

/** Everything that is counted here for an account. */
export const journalBudgetsOf = (accountId: AccountId): readonly ThrottleSubject[] => [
  ...FLOODS.map((type) => floodSubject(type, accountId)),
  ...wrongCodesBudgetsOf(accountId),
]

/** Of which events there can be any number. */
const FLOODS = Object.entries(ROWS).flatMap(([type, { floods }]) => (floods ? [type] : []))
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

  async function write({ event, action, outcome, at }: AuditRecord, id: AccountId): Promise<void> {
    if (!lineOf(event)) return
    if (outcome === 'refused') {
      const charge = await attempts.charge(floodSubject(action, id), HOURLY, at)
      if (charge.outcome !== 'charged') return
    }
    await store.add(id, at, writeActivity(event))
  }

  async function post(
    { at, origin }: AuditRecord,
    accountId: AccountId,
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
      at,
      ...(origin ? { origin } : {}),
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
      const record = recordOf(event, clock())
      const { subject, action, outcome, at } = record
      if (subject === undefined) {
        if (outcome === 'failed') await store.addNothing(at, writeActivity(event))
        return { mailed: false }
      }
      await write(record, subject)
      const draft = ROWS[action].mail?.(event)
      let mailed = draft !== undefined && (await post(record, subject, draft))
      const isCode = event.type === 'code' || event.type === 'recovery_code'
      const held = isCode ? await weigh(subject, event) : undefined
      if (held) mailed = (await post(record, subject, held.draft, held.hold)) || mailed
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
