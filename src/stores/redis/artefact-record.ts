import { fieldOf } from '../../kernel/typing.ts'
import type { AdapterPayload } from 'oidc-provider'
import { RECORD_KEY } from '../../people/payload-keys.ts'
import { script, type Connection } from './connection.ts'
import { keyOf } from './keys.ts'
import { integerOf, malformed } from './replies.ts'
import type { RedisUnits } from './units.ts'
import { jsonObject } from '../payloads.ts'

/** How long what was revoked is remembered, in milliseconds: far longer than any request runs. */
export const BURIED_FOR = 86_400_000

/** ARGV: payload, milliseconds to live (or nothing: for ever), consumed (or nothing), the keys that it names. */
export const PUTTING = `
local known = redis.call('HMGET', KEYS[1], 'dead', 'consumed')
if known[1] then return 0 end
if ARGV[2] ~= '' and tonumber(ARGV[2]) <= 0 then
  redis.call('DEL', KEYS[1])
  return 1
end
redis.call('HSET', KEYS[1], 'payload', ARGV[1])
if ARGV[4] ~= '' then redis.call('HSET', KEYS[1], 'ahead', ARGV[4]) else redis.call('HDEL', KEYS[1], 'ahead') end
if ARGV[3] ~= '' and not known[2] then redis.call('HSET', KEYS[1], 'consumed', ARGV[3]) end
if ARGV[2] == '' then redis.call('PERSIST', KEYS[1]) else redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 1
`

export const PUT = script(PUTTING)

/** Tells whether it lived. */
const KILL = script(`
local lived = redis.call('HEXISTS', KEYS[1], 'payload')
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'dead', 1)
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return lived
`)

export async function findArtefact(
  connection: RedisUnits,
  model: string,
  id: string,
): Promise<AdapterPayload | undefined> {
  const fields = await connection.hashAhead(artefactKey(model, id))
  const payload = fields?.get('payload')
  if (!fields || payload === undefined || fields.has('dead')) return undefined
  const consumed = fields.get('consumed')
  return {
    ...payloadOf(payload),
    ...(consumed === undefined ? {} : { consumed: integerOf(consumed) }),
  }
}

export const artefactKey = (model: string, id: string): string =>
  keyOf('artefact', `${model}:${id}`)

/**
 * The keys of what whoever reads an artefact asks for next: whose it is, the session that it ends with and
 * the grant that it hangs on.
 */
export function namedBy(model: string, payload: AdapterPayload): string {
  const { grantId, session } = payload
  const accountId = payload.accountId ?? accountOf(payload[RECORD_KEY]) ?? session?.accountId
  const uid = payload.sessionUid ?? session?.uid
  return [
    ...(accountId === undefined ? [] : [keyOf('document', accountId)]),
    ...(uid === undefined ? [] : [keyOf('session', uid)]),
    ...(grantId === undefined || model === 'Interaction' ? [] : [artefactKey('Grant', grantId)]),
  ].join(' ')
}

/** An interaction's progress names the account that it is about. */
function accountOf(record: unknown): string | undefined {
  const id: unknown = typeof record === 'object' && record && fieldOf(record, 'accountId')
  return typeof id === 'string' ? id : undefined
}

export async function destroyArtefact(
  connection: Connection,
  model: string,
  id: string,
): Promise<void> {
  const key = artefactKey(model, id)
  await connection.send(key, 'DEL', key)
}

/** Destroys an artefact by `<model>:<id>`, so that no request that is under way writes it back. */
export async function kill(connection: Connection, name: string): Promise<boolean> {
  return (await connection.run(KILL, [keyOf('artefact', name)], BURIED_FOR)) === 1
}

/** Its fields are oidc-provider's own affair: it picks and checks those of the model. */
export const payloadOf = (json: string): AdapterPayload => jsonObject(json) ?? malformed('payload')
