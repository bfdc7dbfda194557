import type { SealContext, Sealer } from '../authenticators/index.ts'
import { createMailId } from '../ids.ts'
import type { Clock } from '../instant.ts'
import type { Postbox } from '../postbox.ts'
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
export const createOutbox = ({ store, sealer, clock, onPosted }: OutboxParts): Postbox => ({
  async post(mail) {
    const { accountId } = mail
    const id = createMailId()
    const sealed = sealer.seal(writeMail(mail), contextOf({ accountId, id }))
    await store.add({ id, accountId, sealed, createdAt: clock() })
    onPosted?.()
  },
})

/** A claimed mail in clear. @throws Fault `secret_unreadable` */
export const openMail = (sealer: Sealer, claimed: ClaimedMail) =>
  readMail(sealer.open(claimed.sealed, contextOf(claimed)))

const contextOf = ({ accountId, id }: Pick<NewMail, 'accountId' | 'id'>): SealContext => ({
  purpose: 'mail',
  accountId,
  id,
})
