import { z } from 'zod'
import type { AccountId, MailId } from '../../kernel/ids.ts'
import { secondsSince, type Instant } from '../../kernel/instant.ts'
import type { ClaimedMail, NewMail, OutboxStore } from '../../mail/outbox-store.ts'
import type { Along } from '../documents/port.ts'
import { script, type Connection, type RedisValue } from './connection.ts'
import { keyOf } from './keys.ts'
import { integerOf, numbersOf } from './replies.ts'
import { addWaiting, claimWaiting, delayWaiting, finishWaiting } from './waiting.ts'

/** Of all mails that wait: see waiting.ts. */
export const OUTBOX_KEYS = [keyOf('outbox', 'outbox'), keyOf('mails', 'outbox')] as const

/** Mails that may have to be sent, by since when: see held-mails.ts. */
export const HELD = keyOf('held', 'outbox')

/** ARGV: id. Only one that nobody has claimed. */
const WITHDRAW = script(`
if redis.call('HGET', KEYS[2], ARGV[1] .. ':attempts') ~= '0' then return 0 end
redis.call('HDEL', KEYS[2], ARGV[1] .. ':made', ARGV[1] .. ':attempts')
return redis.call('ZREM', KEYS[1], ARGV[1])
`)

/**
 * Lua: the ids of an account's, which are looked for among all: few wait, unless no mail server answers.
 * ARGV: what is in each.
 */
const THOSE = `
local all = redis.call('HGETALL', KEYS[2])
local ids = {}
for at = 1, #all, 2 do
  local id = string.match(all[at], '^(.*):made$')
  if id and string.find(all[at + 1], ARGV[1], 1, true) then ids[#ids + 1] = id end
end
`

const COUNT = script(`${THOSE}
return #ids
`)

const REMOVE = script(`${THOSE}
for _, id in ipairs(ids) do
  redis.call('HDEL', KEYS[2], id .. ':made', id .. ':attempts', id .. ':due')
  redis.call('ZREM', KEYS[1], id)
  redis.call('ZREM', KEYS[3], id)
end
return #ids
`)

/** How many there are, and when the first of them is due. */
const WAITING = script(`
return {redis.call('ZCARD', KEYS[1]), redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')[2]}
`)

export const createOutboxStore = (connection: Connection): OutboxStore => ({
  async add(mail, dueAt = mail.createdAt) {
    await addWaiting(connection, OUTBOX_KEYS, mail.id, madeOf(mail), dueAt)
  },

  async claim(now, until) {
    const found = await claimWaiting(connection, OUTBOX_KEYS, [now, until], madeSchema, 'a mail')
    return found && claimedOf(found.id, found.made, found.attempts)
  },

  async waiting(now) {
    const [mails, due = now] = numbersOf(await connection.run(WAITING, OUTBOX_KEYS))
    return { mails: integerOf(mails), dueFor: secondsSince(due as Instant, now) }
  },

  async waitingFor(accountId) {
    return integerOf(await connection.run(COUNT, OUTBOX_KEYS, markOf(accountId)))
  },

  done: (id) => finishWaiting(connection, OUTBOX_KEYS, id),

  async withdraw(id) {
    return (await connection.run(WITHDRAW, OUTBOX_KEYS, id)) === 1
  },

  later: (claimed, dueAt) => delayWaiting(connection, OUTBOX_KEYS, claimed, dueAt),
})

/** What of a mail never changes, as it is stored. */
export const madeOf = ({ accountId, sealed, createdAt }: NewMail): z.output<typeof madeSchema> => ({
  accountId,
  keyId: sealed.keyId,
  sealed: Buffer.from(sealed.bytes).toString('base64'),
  createdAt,
})

/** Id, what was made, and when it is due, one after the other. */
export const mailValues = (mails: Along['mails']): readonly RedisValue[] =>
  mails.flatMap(({ mail, dueAt }) => [mail.id, JSON.stringify(madeOf(mail)), dueAt])

/** As `add` writes it; a quotation mark within a value would stand behind a backslash. */
const markOf = (accountId: AccountId): string => `"accountId":${JSON.stringify(accountId)}`

/** Mails of an account that is removed. */
export async function removeMailsOf(connection: Connection, accountId: AccountId): Promise<void> {
  await connection.run(REMOVE, [...OUTBOX_KEYS, HELD], markOf(accountId))
}

export const madeSchema = z.object({
  accountId: z.string(),
  keyId: z.string(),
  sealed: z.base64(),
  createdAt: z.int(),
})

const claimedOf = (
  id: string,
  { accountId, keyId, sealed, createdAt }: z.output<typeof madeSchema>,
  attempts: number,
): ClaimedMail => ({
  id: id as MailId,
  accountId: accountId as AccountId,
  sealed: { keyId, bytes: new Uint8Array(Buffer.from(sealed, 'base64')) },
  createdAt: createdAt as Instant,
  attempts,
})
