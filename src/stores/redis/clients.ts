import { z } from 'zod'
import type { SealedSecret } from '../../kernel/sealing/sealer.ts'
import type { ClientStore, StoredClient } from '../../clients/client-store.ts'
import type { Instant } from '../../kernel/instant.ts'
import { parseRegistration, registrationOf } from '../client-registration.ts'
import { lastingScript, type Connection } from './connection.ts'
import { keyOf } from './keys.ts'
import { integerOf, jsonOf, malformed } from './replies.ts'

/*
 * One hash for all of them: `=<id>` (JSON), how many there are (`count`), and a number that grows with each change
 * (`revision`). They are few, and every node has them in memory: one key on one node of a Cluster is asked seldom.
 */
export const CLIENTS = keyOf('clients', 'all')

const fieldOf = (id: string): string => `=${id}`

/**
 * ARGV: field, the version that it has to have (nothing: there must be none), what it is to be (nothing: gone), and
 * how many there may be. Tells 1 when it is done, 2 when there are too many, else 0.
 */
const WRITE = lastingScript(`
local known = redis.call('HGET', KEYS[1], ARGV[1])
if ARGV[2] == '' then
  if known then return 0 end
  if tonumber(redis.call('HGET', KEYS[1], 'count') or '0') >= tonumber(ARGV[4]) then return 2 end
  redis.call('HINCRBY', KEYS[1], 'count', 1)
elseif not known or cjson.decode(known).version ~= tonumber(ARGV[2]) then
  return 0
end
if ARGV[3] == '' then
  redis.call('HDEL', KEYS[1], ARGV[1])
  redis.call('HINCRBY', KEYS[1], 'count', -1)
else
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
end
redis.call('HINCRBY', KEYS[1], 'revision', 1)
return 1
`)

export const createClientStore = (connection: Connection): ClientStore => ({
  async add(client, limit) {
    const reply = await connection.run(
      WRITE,
      [CLIENTS],
      fieldOf(client.id),
      '',
      textOf(client),
      limit,
    )
    return reply === 2 ? 'full' : reply === 1 ? 'added' : 'exists'
  },

  async find(id) {
    const text = await connection.send(CLIENTS, 'HGET', CLIENTS, fieldOf(id))
    return text === null ? undefined : clientOf(id, text)
  },

  list: (after, limit) => listClients(connection, after, limit),

  change: (client) => changeClient(connection, client),

  async forget(id, version) {
    return (await connection.run(WRITE, [CLIENTS], fieldOf(id), version, '', 0)) === 1
  },

  async revision() {
    const reply = await connection.send(CLIENTS, 'HGET', CLIENTS, 'revision')
    return reply === null ? 0 : integerOf(reply)
  },
})

async function changeClient(connection: Connection, client: StoredClient): Promise<boolean> {
  const values = [fieldOf(client.id), client.version - 1, textOf(client), 0] as const
  return (await connection.run(WRITE, [CLIENTS], ...values)) === 1
}

async function listClients(
  connection: Connection,
  after: string | undefined,
  limit: number,
): Promise<readonly StoredClient[]> {
  const fields = await connection.send(CLIENTS, 'HKEYS', CLIENTS)
  if (!Array.isArray(fields)) return malformed('clients')
  const ids = fields
    .map(String)
    .filter((field) => field.startsWith('='))
    .map((field) => field.slice(1))
    .toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  const from = after === undefined ? 0 : ids.filter((id) => notAfter(id, after)).length
  const page = ids.slice(from, from + limit)
  if (page.length === 0) return []
  const texts = await connection.send(CLIENTS, 'HMGET', CLIENTS, ...page.map(fieldOf))
  if (!Array.isArray(texts)) return malformed('clients')
  // One may have gone in between.
  return page.flatMap((id, place) => {
    const text: unknown = texts[place]
    return typeof text === 'string' ? [clientOf(id, text)] : []
  })
}

const notAfter = (id: string, after: string): boolean =>
  Buffer.compare(Buffer.from(id), Buffer.from(after)) <= 0

/** Puts another sealed text in the place of a secret's, if it still holds the former one. */
export async function resealClient(
  connection: Connection,
  clientId: string,
  secretId: string,
  old: SealedSecret,
  sealed: SealedSecret,
): Promise<boolean> {
  const text = await connection.send(CLIENTS, 'HGET', CLIENTS, fieldOf(clientId))
  if (text === null) return false
  const client = clientOf(clientId, text)
  const holds = client.secrets.some(
    (secret) =>
      secret.id === secretId &&
      secret.sealed.keyId === old.keyId &&
      Buffer.from(secret.sealed.bytes).equals(Buffer.from(old.bytes)),
  )
  if (!holds) return false
  return changeClient(connection, {
    ...client,
    version: client.version + 1,
    secrets: client.secrets.map((secret) =>
      secret.id === secretId ? { ...secret, sealed } : secret,
    ),
  })
}

const schema = z.strictObject({
  version: z.int().positive(),
  registration: z.string(),
  secrets: z.array(
    z.strictObject({
      id: z.string(),
      keyId: z.string(),
      sealed: z.base64(),
      createdAt: z.int(),
      expiresAt: z.int().exactOptional(),
    }),
  ),
})

function textOf(client: StoredClient): string {
  const secrets = client.secrets.map(({ sealed: { keyId, bytes }, ...rest }) => ({
    ...rest,
    keyId,
    sealed: Buffer.from(bytes).toString('base64'),
  }))
  return JSON.stringify({ version: client.version, registration: registrationOf(client), secrets })
}

function clientOf(id: string, text: Parameters<typeof jsonOf>[0]): StoredClient {
  const { version, registration, secrets } = jsonOf(text, schema, 'a client')
  return {
    id,
    version,
    ...(parseRegistration(registration) ?? malformed('a client')),
    secrets: secrets.map(({ id: secretId, keyId, sealed, createdAt, expiresAt }) => ({
      id: secretId,
      sealed: { keyId, bytes: new Uint8Array(Buffer.from(sealed, 'base64')) },
      createdAt: createdAt as Instant,
      ...(expiresAt === undefined ? {} : { expiresAt: expiresAt as Instant }),
    })),
  }
}
