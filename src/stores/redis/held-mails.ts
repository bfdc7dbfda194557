import { script, type Connection } from './connection.ts'
import { keyOf } from './keys.ts'
import { HELD, OUTBOX_KEYS, madeOf, madeSchema } from './outbox.ts'
import { jsonOf, malformed } from './replies.ts'
import type { Along } from '../documents/port.ts'

/*
 * In a Cluster the outbox is on another node than an account, and a mail is to be sent if the change was written that it
 * tells of, and only then. So it is put there first, held: with when it would be due, and due to nobody. The script that
 * writes the change notes it beside the account, and then it is made due. Where somebody crashed in between, whoever finds
 * it after a minute asks the account's node, which settles it once and for all: noted, it is due; else it is marked as
 * dropped, and whoever comes with the change after all is refused.
 */
const [OUTBOX, MAILS] = OUTBOX_KEYS
const KEYS = [OUTBOX, MAILS, HELD] as const

type Mails = Along['mails']

/** ARGV: id, made, due. */
const HOLD = script(`
local time = redis.call('TIME')
redis.call('HSET', KEYS[2], ARGV[1] .. ':made', ARGV[2], ARGV[1] .. ':due', ARGV[3])
redis.call('ZADD', KEYS[3], string.format('%.0f', time[1] * 1000), ARGV[1])
return 1
`)

/** ARGV: id. */
const MAKE_DUE = script(`
local due = redis.call('HGET', KEYS[2], ARGV[1] .. ':due')
if not due then return 0 end
redis.call('HDEL', KEYS[2], ARGV[1] .. ':due')
redis.call('HSET', KEYS[2], ARGV[1] .. ':attempts', 0)
redis.call('ZADD', KEYS[1], due, ARGV[1])
return redis.call('ZREM', KEYS[3], ARGV[1])
`)

/** ARGV: id. */
const DROP = script(`
if redis.call('HDEL', KEYS[2], ARGV[1] .. ':due') == 0 then return 0 end
redis.call('HDEL', KEYS[2], ARGV[1] .. ':made')
return redis.call('ZREM', KEYS[3], ARGV[1])
`)

/** Milliseconds after which somebody is taken to have crashed. */
const CRASHED = 60_000

/** Tells ids, and what was made. */
const LEFT = script(`
local time = redis.call('TIME')
local reply = {}
local long = string.format('%.0f', time[1] * 1000 - ${CRASHED})
for _, id in ipairs(redis.call('ZRANGE', KEYS[3], '-inf', long, 'BYSCORE', 'LIMIT', 0, 100)) do
  reply[#reply + 1] = id
  reply[#reply + 1] = redis.call('HGET', KEYS[2], id .. ':made')
end
return reply
`)

/** ARGV: id. */
const JUDGE = script(`
redis.call('HSETNX', KEYS[1], ARGV[1], 'dropped')
return redis.call('HGET', KEYS[1], ARGV[1])
`)

export async function holdMails(connection: Connection, mails: Mails): Promise<void> {
  await Promise.all(
    mails.map(({ mail, dueAt }) =>
      connection.run(HOLD, KEYS, mail.id, JSON.stringify(madeOf(mail)), dueAt),
    ),
  )
}

export async function dropMails(connection: Connection, mails: Mails): Promise<void> {
  await Promise.all(mails.map(({ mail }) => connection.run(DROP, KEYS, mail.id)))
}

/** After they were noted. */
export async function makeMailsDue(connection: Connection, mails: Mails): Promise<void> {
  await Promise.all(mails.map(({ mail }) => makeDue(connection, mail.id, mail.accountId)))
}

async function makeDue(connection: Connection, id: string, accountId: string): Promise<void> {
  await connection.run(MAKE_DUE, KEYS, id)
  const noted = keyOf('mailed', accountId)
  await connection.send(noted, 'HDEL', noted, id)
}

/** Settles what somebody has left who crashed. */
export async function settleHeldMails(connection: Connection): Promise<void> {
  const left = await connection.run(LEFT, KEYS)
  if (!Array.isArray(left)) return malformed('held mails')
  for (let at = 0; at < left.length; at += 2) {
    const id = String(left[at])
    const { accountId } = jsonOf(left[at + 1], madeSchema, 'a mail')
    const verdict = await connection.run(JUDGE, [keyOf('mailed', accountId)], id)
    if (verdict === 'due') await makeDue(connection, id, accountId)
    else await connection.run(DROP, KEYS, id)
  }
}
