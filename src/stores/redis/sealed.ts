import { z } from 'zod'
import type { SealedSecret } from '../../kernel/sealing/sealer.ts'
import type {
  SealedPage,
  SealedRecord,
  SealedSecrets,
} from '../../kernel/sealing/sealed-secrets.ts'
import type { AccountId } from '../../kernel/ids.ts'
import { secretContext } from '../../clients/client-store.ts'
import { createClientStore, resealClient } from './clients.ts'
import { script } from './connection.ts'
import { keyOf } from './keys.ts'
import { jsonOf, malformed } from './replies.ts'
import type { RedisUnits } from './units.ts'

const MAILS = keyOf('mails', 'outbox')

/** ARGV: a field, what it held, what it is to hold. */
const EXCHANGE = script(`
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
`)

/** What is sealed beside the accounts: mails that wait, then secrets of clients. */
export function createSealedElsewhere(connection: RedisUnits): SealedSecrets {
  const clients = createClientStore(connection)

  /** All are in one hash, on one node: SCAN misses none of those that stay. */
  async function ofMails(cursor: string, limit: number): Promise<SealedPage> {
    const reply = await connection.send(MAILS, 'HSCAN', MAILS, cursor, 'COUNT', 2 * limit)
    if (!Array.isArray(reply) || !Array.isArray(reply[1])) return malformed('the mails')
    const [next, fields]: readonly unknown[] = reply
    const records: SealedRecord[] = []
    if (!Array.isArray(fields)) return malformed('the mails')
    for (let at = 0; at < fields.length; at += 2) {
      const [name, made]: readonly unknown[] = [fields[at], fields[at + 1]]
      if (typeof name !== 'string' || typeof made !== 'string') return malformed('the mails')
      if (!name.endsWith(':made')) continue
      const { accountId, ...rest } = jsonOf(made, mailSchema, 'a mail')
      records.push({
        purpose: 'mail',
        accountId: accountId as AccountId,
        id: name.slice(0, -':made'.length),
        sealed: sealedOf(rest),
      })
    }
    return { records, next: next === '0' ? 'client:' : `mail:${String(next)}` }
  }

  async function ofClients(after: string, limit: number): Promise<SealedPage> {
    const page = await clients.list(after === '' ? undefined : after, limit)
    const records = page.flatMap(({ id, secrets }) =>
      secrets.map((secret) => ({ ...secretContext(id, secret), sealed: secret.sealed })),
    )
    const last = page.at(-1)
    return last && page.length === limit ? { records, next: `client:${last.id}` } : { records }
  }

  /** Exchanges what is sealed in a field that holds JSON; the rest of it stays. */
  async function exchange(
    key: string,
    field: string,
    old: SealedSecret,
    sealed: SealedSecret,
  ): Promise<boolean> {
    const made = await connection.send(key, 'HGET', key, field)
    if (made === null) return false
    const known = jsonOf(made, madeSchema, 'something sealed')
    const held = writtenOf(old)
    if (known.keyId !== held.keyId || known.sealed !== held.sealed) return false
    const next = JSON.stringify({ ...known, ...writtenOf(sealed) })
    return (await connection.run(EXCHANGE, [key], field, String(made), next)) === 1
  }

  return {
    list: (after = 'mail:0', limit) => {
      const place = after.slice(after.indexOf(':') + 1)
      return after.startsWith('client:') ? ofClients(place, limit) : ofMails(place, limit)
    },

    reseal: async ({ purpose, accountId, id, sealed: old }, sealed) =>
      purpose === 'mail'
        ? exchange(MAILS, `${id}:made`, old, sealed)
        : resealClient(connection, accountId, id, old, sealed),
  }
}

const madeSchema = z.looseObject({ keyId: z.string(), sealed: z.base64() })
const mailSchema = z.object({ accountId: z.string(), keyId: z.string(), sealed: z.base64() })

const sealedOf = ({ keyId, sealed }: { keyId: string; sealed: string }): SealedSecret => ({
  keyId,
  bytes: new Uint8Array(Buffer.from(sealed, 'base64')),
})

const writtenOf = ({ keyId, bytes }: SealedSecret) => ({
  keyId,
  sealed: Buffer.from(bytes).toString('base64'),
})
