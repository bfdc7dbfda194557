import type { TransferRecord } from '../../transfer/record.ts'
import type { RecordBatches } from '../../transfer/whole-store.ts'
import { script, type Connection } from '../connection.ts'
import { keyOf } from '../keys.ts'
import { LOGOUT_KEYS, noticeSchema } from '../logout-outbox.ts'
import { madeSchema } from '../outbox.ts'
import { integerOf, jsonOf, malformed } from '../replies.ts'

type Keys = readonly [due: string, made: string]

const MAIL_KEYS: Keys = [keyOf('outbox', 'outbox'), keyOf('mails', 'outbox')]

const BATCH = 200

/** ARGV: ids. For each: when it is due (or nothing: it is gone), what was made, how often claimed. */
const READ = script(`
local all = {}
for _, id in ipairs(ARGV) do
  local due = redis.call('ZSCORE', KEYS[1], id)
  local known = redis.call('HMGET', KEYS[2], id .. ':made', id .. ':attempts')
  all[#all + 1] = {due or '', known[1] or '', known[2] or ''}
end
return all
`)

export const readMails = (connection: Connection): RecordBatches =>
  readWaiting(connection, MAIL_KEYS, (id, made, waiting) => {
    const { accountId, keyId, sealed, createdAt } = jsonOf(made, madeSchema, 'a mail')
    return { kind: 'mail', id, accountId, secret: { keyId, bytes: sealed }, createdAt, ...waiting }
  })

export const readLogouts = (connection: Connection): RecordBatches =>
  readWaiting(connection, LOGOUT_KEYS, (id, made, waiting) => ({
    kind: 'logout',
    id,
    ...jsonOf(made, noticeSchema, 'a logout notice'),
    ...waiting,
  }))

interface Waiting {
  readonly dueAt: number
  readonly attempts: number
}

/** They wait for minutes: their ids fit into memory where they themselves might not. */
async function* readWaiting(
  connection: Connection,
  keys: Keys,
  recordOf: (id: string, made: string, waiting: Waiting) => TransferRecord,
): RecordBatches {
  const ids = await connection.send(keys[0], 'ZRANGE', keys[0], 0, -1)
  if (!Array.isArray(ids)) malformed('an outbox')
  for (let from = 0; from < ids.length; from += BATCH) {
    const some = ids.slice(from, from + BATCH).map(String)
    const reply = await connection.run(READ, keys, ...some)
    if (!Array.isArray(reply)) malformed('an outbox')
    yield some.flatMap((id, place) => {
      const found: unknown = reply[place]
      const [due, made, attempts]: readonly unknown[] = Array.isArray(found) ? found : []
      if (typeof due !== 'string' || due === '') return []
      const waiting = { dueAt: integerOf(due), attempts: integerOf(String(attempts)) }
      return [recordOf(id, String(made), waiting)]
    })
  }
}
