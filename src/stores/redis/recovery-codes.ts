import type { RecoveryCodeSet, RecoveryCodeStore } from '../../people/recovery-code-store.ts'
import type { AccountId, RecoveryCodeSetId } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/instant.ts'
import { lastingScript } from './connection.ts'
import { keyOf } from './keys.ts'
import { integerOf, malformed } from './replies.ts'
import type { RedisUnits } from './units.ts'

/** ARGV: what it replaces (or nothing), then fields and values. */
const PUT = lastingScript(`
local known = redis.call('HGET', KEYS[1], 'id') or ''
if known ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], unpack(ARGV, 2))
return 1
`)

const USE = lastingScript(`
local known = redis.call('HMGET', KEYS[1], 'id', 'count')
local place = tonumber(ARGV[2])
if known[1] ~= ARGV[1] or place < 0 or place >= tonumber(known[2]) then return 0 end
return redis.call('HSETNX', KEYS[1], 'used:' .. ARGV[2], ARGV[3])
`)

const REMOVE = lastingScript(`return redis.call('DEL', KEYS[1])`)

/** One hash per account: the set, and a field for each code that was used. */
export const createRecoveryCodeStore = (connection: RedisUnits): RecoveryCodeStore => ({
  async put(set, replaces) {
    const keys = [keyOf('recovery', set.accountId)] as const
    return (await connection.run(PUT, keys, replaces ?? '', ...fieldsFrom(set))) === 1
  },

  async find(accountId) {
    const key = keyOf('recovery', accountId)
    const fields = await connection.hash(key)
    return fields && setOf(accountId, fields)
  },

  async use(accountId, id, place, at) {
    return (await connection.run(USE, [keyOf('recovery', accountId)], id, place, at)) === 1
  },

  async remove(accountId) {
    return (await connection.run(REMOVE, [keyOf('recovery', accountId)])) === 1
  },
})

/** A new set's fields and values, one after the other. */
export const fieldsFrom = ({ id, secret, count, createdAt }: RecoveryCodeSet) => [
  'id',
  id,
  'key',
  secret.keyId,
  'sealed',
  Buffer.from(secret.bytes).toString('base64'),
  'count',
  count,
  'created',
  createdAt,
]

function setOf(accountId: AccountId, fields: ReadonlyMap<string, string>): RecoveryCodeSet {
  const field = (name: string): string => fields.get(name) ?? malformed('recovery codes')
  const used = [...fields].flatMap(([name, at]): [number, Instant][] =>
    name.startsWith('used:')
      ? [[integerOf(name.slice('used:'.length)), integerOf(at) as Instant]]
      : [],
  )
  return {
    id: field('id') as RecoveryCodeSetId,
    accountId,
    secret: { keyId: field('key'), bytes: new Uint8Array(Buffer.from(field('sealed'), 'base64')) },
    count: integerOf(field('count')),
    createdAt: integerOf(field('created')) as Instant,
    used: new Map(used),
  }
}
