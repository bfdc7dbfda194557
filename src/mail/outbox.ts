import { createHash } from 'node:crypto'
import type { SealContext, Sealer } from '../kernel/sealing/sealer.ts'
import { createMailId, type AccountId, type MailId } from '../kernel/ids.ts'
import { plusSeconds, type Clock, type Instant } from '../kernel/instant.ts'
import type { Hold, Postbox } from './postbox.ts'
import type { Mail } from '../pages/mails.ts'
import { readMail, writeMail } from './mail-text.ts'
import type { ClaimedMail, NewMail, OutboxStore } from './outbox-store.ts'

export interface OutboxParts {
  readonly store: OutboxStore
  readonly sealer: Sealer
  readonly clock: Clock
  /** Called after a mail was posted here: whoever sends mails need not wait until it looks again. */
  readonly onPosted?: () => void
}

/** A postbox that keeps mails, sealed, until they are sent. */
export function createOutbox({ store, sealer, clock, onPosted }: OutboxParts): Postbox {
  async function add(mail: Mail, id: MailId, now: Instant, dueAt = now): Promise<void> {
    const { accountId } = mail
    const sealed = sealer.seal(writeMail(mail), contextOf({ accountId, id }))
    await store.add({ id, accountId, sealed, createdAt: now }, dueAt)
  }
  return {
    async post(mail) {
      await add(mail, createMailId(), clock())
      onPosted?.()
    },

    async hold(mail, hold) {
      const now = clock()
      const id = heldId(mail.accountId, hold, spanOf(hold, now))
      await add(mail, id, now, plusSeconds(now, hold.seconds))
    },

    async withdraw(accountId, hold) {
      const span = spanOf(hold, clock())
      // Held for one span, it was posted in this one or in the one before.
      for (const each of [span, span - 1]) {
        if (await store.withdraw(heldId(accountId, hold, each))) return true
      }
      return false
    },
  }
}

/** Time is cut into spans as long as the hold. */
const spanOf = ({ seconds }: Hold, at: Instant): number => Math.floor(at / (seconds * 1000))

/**
 * Whoever withdraws a mail finds it by what it is about: no store has to look for it. The span is part of that,
 * because a later mail under the same `Message-ID` would be shown to nobody.
 */
const heldId = (accountId: AccountId, { name }: Hold, span: number): MailId =>
  createHash('sha256')
    .update(JSON.stringify([accountId, name, span]))
    .digest('base64url')
    .slice(0, 22) as MailId

/** A claimed mail in clear. @throws Fault `secret_unreadable` */
export const openMail = (sealer: Sealer, claimed: ClaimedMail) =>
  readMail(sealer.open(claimed.sealed, contextOf(claimed)))

const contextOf = ({ accountId, id }: Pick<NewMail, 'accountId' | 'id'>): SealContext => ({
  purpose: 'mail',
  accountId,
  id,
})
