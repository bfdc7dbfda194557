import { z } from 'zod'
import type { SealedSecret } from '../../kernel/sealing/sealer.ts'
import type {
  SealedPage,
  SealedRecord,
  SealedSecrets,
} from '../../kernel/sealing/sealed-secrets.ts'
import type { AccountId } from '../../kernel/ids.ts'
import { secretContext } from '../../clients/client-store.ts'
import { sealedDevices } from './authenticator-fields.ts'
import { createClientStore, resealClient } from './clients.ts'
import { script } from './connection.ts'
import { enrolmentsOf } from './enrolments.ts'
import { keyOf } from './keys.ts'
import { createRecoveryCodeStore } from './recovery-codes.ts'
import { jsonOf, malformed } from './replies.ts'
import type { RedisUnits } from './units.ts'

/*
 * Accounts are walked over in the index of their logins (`<login key>\0<id>`, in order), and not by
 * SCAN: of keys that move from one node of a Cluster to another while it runs, SCAN may miss some.
 */
const LOGINS = keyOf('logins', 'all')

const MAILS = keyOf('mails', 'outbox')

/** ARGV: a field, what it held, what it is to hold. */
const EXCHANGE = script(`
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
`)

/** ARGV: the set's id, key and sealed text before, key and sealed text after. */
const EXCHANGE_CODES = script(`
local known = redis.call('HMGET', KEYS[1], 'id', 'key', 'sealed')
if known[1] ~= ARGV[1] or known[2] ~= ARGV[2] or known[3] ~= ARGV[3] then return 0 end
redis.call('HSET', KEYS[1], 'key', ARGV[4], 'sealed', ARGV[5])
return 1
`)

export function createSealedSecrets(connection: RedisUnits): SealedSecrets {
  const recoveryCodes = createRecoveryCodeStore(connection)
  const clients = createClientStore(connection)

  async function ofAccount(accountId: AccountId): Promise<readonly SealedRecord[]> {
    // First those that wait: one that is confirmed meanwhile is found among the others.
    const waiting = await connection.hash(enrolmentsOf(accountId))
    const [devices, codes] = await Promise.all([
      connection.hash(keyOf('devices', accountId)),
      recoveryCodes.find(accountId),
    ])
    return [
      ...[...sealedDevices(waiting), ...sealedDevices(devices)].map(({ id, sealed }) => ({
        purpose: 'authenticator' as const,
        accountId,
        id,
        sealed,
      })),
      ...(codes
        ? [{ purpose: 'recovery_codes' as const, accountId, id: codes.id, sealed: codes.secret }]
        : []),
    ]
  }

  async function ofAccounts(after: string | undefined, limit: number): Promise<SealedPage> {
    const from = after === undefined ? '-' : `(${after}`
    const range = ['ZRANGE', LOGINS, from, '+', 'BYLEX', 'LIMIT', 0, limit] as const
    const reply = await connection.send(LOGINS, ...range)
    if (!Array.isArray(reply)) return malformed('logins')
    const members = reply.map(String)
    const ids = members.map((member) => member.split('\u0000')[1] ?? '')
    const records = (await Promise.all(ids.map((id) => ofAccount(id as AccountId)))).flat()
    const last = members.at(-1)
    return { records, next: last === undefined ? 'mail:0' : `account:${last}` }
  }

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
    list(after, limit) {
      if (after === undefined) return ofAccounts(undefined, limit)
      const colon = after.indexOf(':')
      const [flow, place] = [after.slice(0, colon), after.slice(colon + 1)]
      if (flow === 'client') return ofClients(place, limit)
      return flow === 'mail' ? ofMails(place, limit) : ofAccounts(place, limit)
    },

    async reseal({ purpose, accountId, id, sealed: old }, sealed) {
      switch (purpose) {
        case 'authenticator':
          return (
            (await exchange(enrolmentsOf(accountId), `${id}:made`, old, sealed)) ||
            exchange(keyOf('devices', accountId), `${id}:made`, old, sealed)
          )
        case 'mail':
          return exchange(MAILS, `${id}:made`, old, sealed)
        case 'recovery_codes': {
          const [before, next] = [writtenOf(old), writtenOf(sealed)]
          const values = [id, before.keyId, before.sealed, next.keyId, next.sealed] as const
          const keys = [keyOf('recovery', accountId)] as const
          return (await connection.run(EXCHANGE_CODES, keys, ...values)) === 1
        }
        case 'client_secret':
          return resealClient(connection, accountId, id, old, sealed)
        default:
          return malformed('a purpose')
      }
    },
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
