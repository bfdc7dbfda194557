import type { AdapterPayload } from 'oidc-provider'
import { script, type Connection } from './connection.ts'
import { keyOf } from './keys.ts'
import { payloadOf } from './payload.ts'
import { integerOf, malformed } from './replies.ts'

/** How long what was revoked is remembered, in milliseconds: far longer than any request runs. */
export const BURIED_FOR = 86_400_000

/** Tells whether it lived. */
const KILL = script(`
local lived = redis.call('HEXISTS', KEYS[1], 'payload')
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'dead', 1)
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return lived
`)

export async function findArtefact(
  connection: Connection,
  model: string,
  id: string,
): Promise<AdapterPayload | undefined> {
  const key = keyOf('artefact', `${model}:${id}`)
  const reply = await connection.send(key, 'HMGET', key, 'payload', 'consumed', 'dead')
  if (!Array.isArray(reply)) return malformed('an artefact')
  const [payload, consumed, dead]: readonly unknown[] = reply
  if (typeof payload !== 'string' || dead !== null) return undefined
  return {
    ...payloadOf(payload),
    ...(typeof consumed === 'string' ? { consumed: integerOf(consumed) } : {}),
  }
}

export async function destroyArtefact(
  connection: Connection,
  model: string,
  id: string,
): Promise<void> {
  const key = keyOf('artefact', `${model}:${id}`)
  await connection.send(key, 'DEL', key)
}

/** Destroys an artefact by `<model>:<id>`, so that no request that is under way writes it back. */
export async function kill(connection: Connection, name: string): Promise<boolean> {
  return (await connection.run(KILL, [keyOf('artefact', name)], BURIED_FOR)) === 1
}
