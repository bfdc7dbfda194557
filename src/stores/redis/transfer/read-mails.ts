import type { RecordBatches } from '../../transfer/whole-store.ts'
import { script, type Connection } from '../connection.ts'
import { keyOf } from '../keys.ts'
import { madeSchema } from '../outbox.ts'
import { integerOf, jsonOf, malformed } from '../replies.ts'

const KEYS = [keyOf('outbox', 'outbox'), keyOf('mails', 'outbox')] as const

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

/** Mails wait for minutes: their ids fit into memory where the mails might not. */
export async function* readMails(connection: Connection): RecordBatches {
  const ids = await connection.send(KEYS[0], 'ZRANGE', KEYS[0], 0, -1)
  if (!Array.isArray(ids)) malformed('mails')
  for (let from = 0; from < ids.length; from += BATCH) {
    const some = ids.slice(from, from + BATCH).map(String)
    const reply = await connection.run(READ, KEYS, ...some)
    if (!Array.isArray(reply)) malformed('mails')
    yield some.flatMap((id, place) => {
      const found: unknown = reply[place]
      const [due, made, attempts]: readonly unknown[] = Array.isArray(found) ? found : []
      if (typeof due !== 'string' || due === '') return []
      const { accountId, keyId, sealed, createdAt } = jsonOf(String(made), madeSchema, 'a mail')
      return [
        {
          kind: 'mail' as const,
          id,
          accountId,
          secret: { keyId, bytes: sealed },
          createdAt,
          dueAt: integerOf(due),
          attempts: integerOf(String(attempts)),
        },
      ]
    })
  }
}
