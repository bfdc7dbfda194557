import { fieldOf } from '../kernel/typing.ts'
import { setTimeout as wait } from 'node:timers/promises'
import type { Sealer } from '../kernel/sealing/sealer.ts'
import type { MailId } from '../kernel/ids.ts'
import { plusSeconds, type Clock, type Instant } from '../kernel/instant.ts'
import type { Mail } from '../pages/mails.ts'
import { telling } from '../kernel/telling.ts'
import { openMail } from './outbox.ts'
import type { ClaimedMail, OutboxStore } from './outbox-store.ts'

/** Mails that are under way at once: one that hangs holds up none of the others. */
const LANES = 4

/** Seconds that a mail is claimed for; longer than any attempt lasts. */
const LEASE = 300

/** Seconds after which an attempt counts as failed. */
const PATIENCE = 120

/** Seconds until the second attempt; it doubles with each further one … */
const FIRST_DELAY = 30

/** … up to this … */
const LONGEST_DELAY = 3600

/** … and to this, when a mail has waited for `OVERDUE` seconds: somebody has to look after it. */
const OVERDUE_DELAY = 86_400
const OVERDUE = 3 * 86_400

/** Seconds after which a mail is given up that the mail server refuses for good. */
const REFUSED_FOR = 14 * 86_400

/** Seconds for which `close` waits for what is under way. */
const GRACE = 5

/** What an operator is told of the work. Neither the words of a mail nor its links are among it. */
export type MailReport =
  | (DeliveryFacts & { readonly outcome: 'sent' })
  /** It is tried again at `nextAt`; `overdue` when it has waited for days. */
  | (DeliveryFacts & {
      readonly outcome: 'failed'
      readonly overdue: boolean
      readonly nextAt: Instant
      readonly error: unknown
    })
  /** The mail server refuses it for good, and has for weeks: it was given up. */
  | (DeliveryFacts & { readonly outcome: 'refused'; readonly error: unknown })
  /** Its link does not work any more: it was not sent. */
  | (DeliveryFacts & { readonly outcome: 'expired' })
  /** The outbox itself does not answer. */
  | { readonly outcome: 'outbox_unavailable'; readonly error: unknown }

interface DeliveryFacts {
  readonly id: MailId
  readonly accountId: string
  readonly attempts: number
  /** Absent when the mail could not be opened. */
  readonly kind?: Mail['kind']
}

export interface MailSenderParts {
  readonly store: OutboxStore
  readonly sealer: Sealer
  readonly clock: Clock
  /** Rejects when the mail was not taken. The id is the same at every attempt. */
  readonly deliver: (mail: Mail, id: MailId) => Promise<void>
  /** One that throws stops nothing. */
  readonly onReport: (report: MailReport) => void
  /** Milliseconds after which it looks for mails that others posted or that are due again. */
  readonly interval: number
}

/** Sends what is in the outbox, until it is closed. */
export interface MailSender {
  /** There is something to send. Returns at once. */
  wake(): void
  /** Begins nothing more, and waits a little for what is under way. */
  close(): Promise<void>
}

/**
 * Each mail is sent **at least** once: removed from the outbox only after the mail server has taken it.
 * Of a mail that was taken just before a crash a second copy follows, under the same `Message-ID`.
 *
 * One that nobody takes for three days is tried once a day from then on, and reported as overdue each time.
 * Given up is a link to reset a password that does not work any more, and what a mail server refuses for good
 * (an address that is none), after two weeks in which somebody could have mended what was wrong. What waits
 * for a mail server that is away, or for a key that is gone, waits on.
 */
export function openMailSender(parts: MailSenderParts): MailSender {
  const { store, clock } = parts
  const onReport = telling('onReport', parts.onReport)
  const end = new AbortController()
  const isClosed = (): boolean => end.signal.aborted
  let woken = false
  let running: Promise<void> | undefined

  /** Until nothing is due. */
  async function lane(): Promise<void> {
    while (!isClosed()) {
      const now = clock()
      const claimed = await store.claim(now, plusSeconds(now, LEASE))
      if (!claimed) return
      onReport(await attempt(parts, claimed))
    }
  }

  async function run(): Promise<void> {
    while (woken && !isClosed()) {
      woken = false
      const lanes = await Promise.allSettled(Array.from({ length: LANES }, lane))
      const failed = lanes.find((each) => each.status === 'rejected')
      // The claim ends by itself: what was under way is due again then.
      if (failed) onReport({ outcome: 'outbox_unavailable', error: failed.reason })
    }
    running = undefined
  }

  function wake(): void {
    woken = true
    if (isClosed() || running) return
    running = run()
  }

  const timer = setInterval(wake, parts.interval)
  timer.unref()
  wake()
  return {
    // Later, so that whoever posted a mail waits for no part of sending it.
    wake: () => void setImmediate(wake),
    async close() {
      end.abort()
      clearInterval(timer)
      await Promise.race([running, wait(GRACE * 1000, undefined, { ref: false })])
    },
  }
}

async function attempt(parts: MailSenderParts, claimed: ClaimedMail): Promise<MailReport> {
  const { store, sealer, clock } = parts
  const { id, accountId, attempts } = claimed
  let facts: DeliveryFacts = { id, accountId, attempts }
  try {
    const mail = openMail(sealer, claimed)
    facts = { ...facts, kind: mail.kind }
    if (endOf(mail) <= clock()) {
      await store.done(id)
      return { ...facts, outcome: 'expired' }
    }
    await withPatience(parts.deliver(mail, id))
  } catch (error) {
    const now = clock()
    if (isForGood(error) && now >= plusSeconds(claimed.createdAt, REFUSED_FOR)) {
      await store.done(id)
      return { ...facts, outcome: 'refused', error }
    }
    const overdue = now >= plusSeconds(claimed.createdAt, OVERDUE)
    const nextAt = plusSeconds(now, overdue ? OVERDUE_DELAY : delayOf(attempts))
    await store.later(claimed, nextAt)
    return { ...facts, outcome: 'failed', overdue, nextAt, error }
  }
  await store.done(id)
  return { ...facts, outcome: 'sent' }
}

/** When a mail is of no use any more. */
const endOf = (mail: Mail): number =>
  mail.kind === 'password_reset_link' ? plusSeconds(mail.at, mail.minutes * 60) : Infinity

/** The server's own word about this mail: 5yz, a permanent failure (RFC 5321 §4.2.1). */
function isForGood(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const [code, reply]: readonly unknown[] = [fieldOf(error, 'code'), fieldOf(error, 'responseCode')]
  const isOfTheMail = code === 'EENVELOPE' || code === 'EMESSAGE'
  return isOfTheMail && typeof reply === 'number' && reply >= 500 && reply < 600
}

const delayOf = (attempts: number): number =>
  Math.min(FIRST_DELAY * 2 ** (attempts - 1), LONGEST_DELAY)

/** A mail server that says a word now and then would hold a mail beyond its claim. */
async function withPatience(delivery: Promise<void>): Promise<void> {
  const over = new AbortController()
  const late = wait(PATIENCE * 1000, undefined, { ref: false, signal: over.signal }).then(() => {
    throw new Error('the mail server took too long')
  })
  try {
    await Promise.race([delivery, late])
  } finally {
    over.abort()
    late.catch(() => {})
  }
}
