import type { AdapterPayload } from 'oidc-provider'
import type { AccountId } from '../../kernel/ids.ts'
import { lastingScript, script, type Connection } from './connection.ts'
import { keyOf } from './keys.ts'
import { BURIED_FOR, findArtefact, kill } from './artefact-record.ts'
import { fieldsOf, malformed } from './replies.ts'
import type { RedisUnits } from './units.ts'

/**
 * A list lives at least as long as what it lists. It lives on and on where something is added again and
 * again, and so each addition looks at some that stand there, and takes away what expired a minute ago. When
 * that was, stands at the end of a value, after a line feed, by the clock of the Redis that has the list.
 */
const LISTS = `
local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
local function valueOf(text, life)
  if life == '' then return text end
  return text .. string.format('\\n%.0f', now() + tonumber(life))
end
local function forgetSome(key)
  local some = redis.call('HRANDFIELD', key, 4, 'WITHVALUES')
  for at = 1, #some, 2 do
    local ends = string.match(some[at + 1], '\\n(%d+)$')
    if ends and tonumber(ends) + 60000 < now() then redis.call('HDEL', key, some[at]) end
  end
end
local function outlive(key, life)
  if life == '' then redis.call('PERSIST', key) return end
  local left = redis.call('PTTL', key)
  if left ~= -1 and left < tonumber(life) then redis.call('PEXPIRE', key, life) end
end
`

/** ARGV: what hangs on the grant, milliseconds that it lives (or nothing). */
const ENLIST = script(`${LISTS}
if redis.call('HEXISTS', KEYS[1], 'revoked') == 1 then return 0 end
forgetSome(KEYS[1])
local fresh = redis.call('EXISTS', KEYS[1]) == 0
redis.call('HSET', KEYS[1], 'of:' .. ARGV[1], valueOf('1', ARGV[2]))
if fresh and ARGV[2] ~= '' then redis.call('PEXPIRE', KEYS[1], math.max(1, ARGV[2]))
else outlive(KEYS[1], ARGV[2]) end
return 1
`)

/** What hangs on it stays listed: whoever goes on after a crash finds it. */
const REVOKE = lastingScript(`
local names = redis.call('HKEYS', KEYS[1])
redis.call('HSET', KEYS[1], 'revoked', 1)
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return names
`)

/** ARGV: grant, client, milliseconds (or nothing). */
const INDEX = script(`${LISTS}
forgetSome(KEYS[1])
local fresh = redis.call('EXISTS', KEYS[1]) == 0
redis.call('HSET', KEYS[1], ARGV[1], valueOf(ARGV[2], ARGV[3]))
if fresh and ARGV[3] ~= '' then redis.call('PEXPIRE', KEYS[1], math.max(1, ARGV[3]))
else outlive(KEYS[1], ARGV[3]) end
return 1
`)

/** False when the grant was revoked: what would hang on it must not live. */
export async function enlist(
  connection: Connection,
  grantId: string,
  name: string,
  life: number | undefined,
): Promise<boolean> {
  return (await connection.run(ENLIST, [keyOf('grant', grantId)], name, life ?? '')) === 1
}

/** Of every model: a token that outlived the revocation of its grant would go on working. */
export async function revoke(connection: Connection, grantId: string): Promise<void> {
  const names = await connection.run(REVOKE, [keyOf('grant', grantId)], BURIED_FOR)
  if (!Array.isArray(names)) return malformed('a grant')
  const listed = names
    .map(String)
    .flatMap((name) => (name.startsWith('of:') ? [name.slice('of:'.length)] : []))
  await Promise.all(listed.map((name) => kill(connection, name)))
}

/** Lets an account find its grants. */
export async function indexGrant(
  connection: Connection,
  grantId: string,
  { accountId, clientId }: AdapterPayload,
  life: number | undefined,
): Promise<void> {
  if (accountId === undefined || clientId === undefined) return
  await connection.run(INDEX, [keyOf('grants', accountId)], grantId, clientId, life ?? '')
}

export async function forgetGrant(
  connection: Connection,
  grantId: string,
  { accountId }: AdapterPayload,
): Promise<void> {
  if (accountId === undefined) return
  const key = keyOf('grants', accountId)
  await connection.send(key, 'HDEL', key, grantId)
}

/** Grants, and whose they are: no client's id holds a line feed (RFC 6749 §A.1). */
async function indexed(connection: Connection, accountId: AccountId): Promise<[string, string][]> {
  const key = keyOf('grants', accountId)
  const fields = fieldsOf(await connection.send(key, 'HGETALL', key)) ?? new Map<string, string>()
  return [...fields].map(([id, value]) => [id, value.replace(/\n\d+$/, '')])
}

export async function grantsOf(
  connection: RedisUnits,
  accountId: AccountId,
): Promise<readonly AdapterPayload[]> {
  const ids = await indexed(connection, accountId)
  const found = await Promise.all(
    ids.map(async ([id]) => ({ id, grant: await findArtefact(connection, 'Grant', id) })),
  )
  const gone = found.flatMap(({ id, grant }) => (grant ? [] : [id]))
  const key = keyOf('grants', accountId)
  if (gone.length > 0) await connection.send(key, 'HDEL', key, ...gone)
  return found.flatMap(({ grant }) => (grant ? [grant] : []))
}

/**
 * The grant itself goes first: without it the library refuses whatever hangs on it. What a crash in
 * between leaves is listed still, and the next call goes on.
 */
async function revokeThose(
  connection: Connection,
  accountId: AccountId,
  isMeant: (clientId: string) => boolean,
): Promise<number> {
  const key = keyOf('grants', accountId)
  const ids = (await indexed(connection, accountId)).filter(([, client]) => isMeant(client))
  const lived = await Promise.all(
    ids.map(async ([id]) => {
      const alive = await kill(connection, `Grant:${id}`)
      await revoke(connection, id)
      await connection.send(key, 'HDEL', key, id)
      return alive
    }),
  )
  return lived.filter(Boolean).length
}

export const revokeGrants = (
  connection: Connection,
  accountId: AccountId,
  clientId: string,
): Promise<number> => revokeThose(connection, accountId, (client) => client === clientId)

/** The same for every client. */
export const revokeAllGrants = (connection: Connection, accountId: AccountId): Promise<number> =>
  revokeThose(connection, accountId, () => true)
