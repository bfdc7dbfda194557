import { z } from 'zod'
import type { AccountId, MailId } from '../../kernel/ids.ts'
import { secondsSince, type Instant } from '../../kernel/instant.ts'
import type { ClaimedMail, OutboxStore } from '../../mail/outbox-store.ts'
import { script, type Connection } from './connection.ts'
import { keyOf } from './keys.ts'
import { integerOf, numbersOf } from './replies.ts'
import { addWaiting, claimWaiting, delayWaiting, finishWaiting } from './waiting.ts'

/** Of all mails that wait: see waiting.ts. */
const KEYS = [keyOf('outbox', 'outbox'), keyOf('mails', 'outbox')] as const

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
  redis.call('HDEL', KEYS[2], id .. ':made', id .. ':attempts')
  redis.call('ZREM', KEYS[1], id)
end
return #ids
`)

/** How many there are, and when the first of them is due. */
const WAITING = script(`
return {redis.call('ZCARD', KEYS[1]), redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')[2]}
`)

export const createOutboxStore = (connection: Connection): OutboxStore => ({
  async add({ id, accountId, sealed, createdAt }, dueAt = createdAt) {
    const made = {
      accountId,
      keyId: sealed.keyId,
      sealed: Buffer.from(sealed.bytes).toString('base64'),
      createdAt,
    }
    await addWaiting(connection, KEYS, id, made, dueAt)
  },

  async claim(now, until) {
    const found = await claimWaiting(connection, KEYS, [now, until], madeSchema, 'a mail')
    return found && claimedOf(found.id, found.made, found.attempts)
  },

  async waiting(now) {
    const [mails, due = now] = numbersOf(await connection.run(WAITING, KEYS))
    return { mails: integerOf(mails), dueFor: secondsSince(due as Instant, now) }
  },

  async waitingFor(accountId) {
    return integerOf(await connection.run(COUNT, KEYS, markOf(accountId)))
  },

  done: (id) => finishWaiting(connection, KEYS, id),

  async withdraw(id) {
    return (await connection.run(WITHDRAW, KEYS, id)) === 1
  },

  later: (claimed, dueAt) => delayWaiting(connection, KEYS, claimed, dueAt),
})

/** As `add` writes it; a quotation mark within a value would stand behind a backslash. */
const markOf = (accountId: AccountId): string => `"accountId":${JSON.stringify(accountId)}`

/** Mails of an account that is removed. */
export async function removeMailsOf(connection: Connection, accountId: AccountId): Promise<void> {
  await connection.run(REMOVE, KEYS, markOf(accountId))
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
