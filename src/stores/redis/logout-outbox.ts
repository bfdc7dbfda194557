import { z } from 'zod'
import type { ClaimedLogoutNotice, LogoutOutbox } from '../../people/logout-outbox.ts'
import type { AccountId, LogoutNoticeId } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { Connection } from './connection.ts'
import { keyOf } from './keys.ts'
import { addWaiting, claimWaiting, delayWaiting, finishWaiting } from './waiting.ts'

/** Of all notices that wait: see waiting.ts. */
export const LOGOUT_KEYS = [keyOf('logouts-due', 'logouts'), keyOf('logouts', 'logouts')] as const

export const createLogoutOutbox = (connection: Connection): LogoutOutbox => ({
  async add({ id, clientId, accountId, sid, createdAt }, claimedUntil) {
    const made = { clientId, accountId, sid, createdAt }
    const attempts = claimedUntil === undefined ? 0 : 1
    await addWaiting(connection, LOGOUT_KEYS, id, made, claimedUntil ?? createdAt, attempts)
  },

  async claim(now, until) {
    const when = [now, until] as const
    const found = await claimWaiting(connection, LOGOUT_KEYS, when, noticeSchema, 'a logout notice')
    return found && claimedOf(found.id, found.made, found.attempts)
  },

  done: (id) => finishWaiting(connection, LOGOUT_KEYS, id),
  later: (claimed, dueAt) => delayWaiting(connection, LOGOUT_KEYS, claimed, dueAt),
})

export const noticeSchema = z.object({
  clientId: z.string(),
  accountId: z.string(),
  sid: z.string().exactOptional(),
  createdAt: z.int(),
})

const claimedOf = (
  id: string,
  { clientId, accountId, createdAt, ...rest }: z.output<typeof noticeSchema>,
  attempts: number,
): ClaimedLogoutNotice => ({
  id: id as LogoutNoticeId,
  clientId,
  accountId: accountId as AccountId,
  ...rest,
  createdAt: createdAt as Instant,
  attempts,
})
