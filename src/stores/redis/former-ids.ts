import type { AdapterPayload } from 'oidc-provider'
import type { Connection } from './connection.ts'
import { keyOf } from './keys.ts'
import { payloadOf } from './artefact-record.ts'
import { integerOf } from './replies.ts'
import type { RedisUnits } from './units.ts'

/*
 * Which session a former id is of stands under that id. Whether it leads there is settled under the uid, by
 * `former:<id>` with until when.
 */

/** A piece of a script about the hash under a uid: former ids lead nowhere any more. */
export const END_FORMER_IDS = `
for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
  if string.sub(field, 1, 7) == 'former:' then redis.call('HDEL', KEYS[1], field) end
end
`

/** @param life milliseconds */
export async function pointTo(
  connection: Connection,
  id: string,
  uid: string,
  life: number,
): Promise<void> {
  const key = keyOf('session-former', id)
  await connection.send(key, 'SET', key, uid, 'PX', Math.max(1, life))
}

export async function findByFormerId(
  connection: RedisUnits,
  now: number,
  id: string,
): Promise<AdapterPayload | undefined> {
  const key = keyOf('session-former', id)
  const uid = await connection.send(key, 'GET', key)
  if (typeof uid !== 'string') return undefined
  const fields = await connection.hashNow(keyOf('session', uid))
  const json = fields?.get('payload')
  const until = fields?.get(`former:${id}`)
  if (json === undefined || until === undefined || integerOf(until) <= now) return undefined
  return integerOf(fields?.get('expires')) > now ? payloadOf(json) : undefined
}
