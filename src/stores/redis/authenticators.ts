import { z } from 'zod'
import type { Authenticator } from '../../authenticators/authenticator.ts'
import type { AuthenticatorStore } from '../../authenticators/authenticator-store.ts'
import { nameKey } from '../../authenticators/name-key.ts'
import type { AccountId, AuthenticatorId } from '../../ids.ts'
import type { Instant } from '../../instant.ts'
import { lastingScript, script, type RedisReply } from './connection.ts'
import { keyOf } from './keys.ts'
import { integerOf, jsonOf, malformed } from './replies.ts'
import type { Units } from './units.ts'

/*
 * One hash per account, with these fields per device, so that one command reads all of them and a script
 * compares and sets:
 *   <id>:made       what never changes, as JSON
 *   <id>:created    when it was added, in milliseconds
 *   <id>:order      the place among those added in one millisecond
 *   <id>:name, <id>:nameKey
 *   <id>:confirmed, <id>:used, <id>:step    absent until there is such
 */

/** Milliseconds for which an account with pending devices alone is kept; far longer than they may be confirmed. */
const KEEP_PENDING = 86_400_000

/** Tells the ids that stand, with what they are named; deletes the pending ones that have expired. */
const LIBRARY = `
local function standing(key, since)
  local all = redis.call('HGETALL', key)
  local fields, ids = {}, {}
  for at = 1, #all, 2 do
    fields[all[at]] = all[at + 1]
    local id = string.match(all[at], '^(.*):created$')
    if id then ids[#ids + 1] = id end
  end
  return fields, ids
end
local function expired(fields, id, since)
  return not fields[id .. ':confirmed'] and tonumber(fields[id .. ':created']) < since
end
local function delete(key, id)
  return redis.call('HDEL', key, id .. ':made', id .. ':created', id .. ':order', id .. ':name',
    id .. ':nameKey', id .. ':confirmed', id .. ':used', id .. ':step')
end
`

/** ARGV: id, made, created, name, nameKey, limit, pendingSince. */
const ADD = script(`${LIBRARY}
local since = tonumber(ARGV[7])
local fields, ids = standing(KEYS[1])
local count, taken, confirmed = 0, false, false
for _, id in ipairs(ids) do
  if expired(fields, id, since) then delete(KEYS[1], id)
  else
    count = count + 1
    if fields[id .. ':nameKey'] == ARGV[5] then taken = true end
    if fields[id .. ':confirmed'] then confirmed = true end
  end
end
if count >= tonumber(ARGV[6]) then return 'limit_reached' end
if taken then return 'name_taken' end
local order = redis.call('HINCRBY', KEYS[1], 'order', 1)
local id = ARGV[1]
redis.call('HSET', KEYS[1], id .. ':made', ARGV[2], id .. ':created', ARGV[3], id .. ':order', order,
  id .. ':name', ARGV[4], id .. ':nameKey', ARGV[5])
if not confirmed then redis.call('PEXPIRE', KEYS[1], ${KEEP_PENDING}) end
return 'added'
`)

/** ARGV: id, step, at, pendingSince. */
const CONFIRM = lastingScript(`
local id = ARGV[1]
local known = redis.call('HMGET', KEYS[1], id .. ':created', id .. ':confirmed')
if not known[1] or known[2] or tonumber(known[1]) < tonumber(ARGV[4]) then return 0 end
redis.call('HSET', KEYS[1], id .. ':confirmed', ARGV[3], id .. ':step', ARGV[2])
redis.call('PERSIST', KEYS[1])
return 1
`)

/** Lua: `AuthenticatorStore.acceptStep`. */
export const ACCEPTING = `
local function acceptStep(key, id, step, at)
  local known = redis.call('HMGET', key, id .. ':confirmed', id .. ':step')
  if not known[1] or tonumber(known[2]) >= tonumber(step) then return false end
  redis.call('HSET', key, id .. ':step', step, id .. ':used', at)
  return true
end
`

/** ARGV: id, step, at. */
const ACCEPT_STEP = script(`${ACCEPTING}
if acceptStep(KEYS[1], unpack(ARGV)) then return 1 end
return 0
`)

/** ARGV: id, name, nameKey, pendingSince. */
const RENAME = script(`${LIBRARY}
local since = tonumber(ARGV[4])
local fields, ids = standing(KEYS[1])
if not fields[ARGV[1] .. ':created'] or expired(fields, ARGV[1], since) then return 'not_found' end
for _, id in ipairs(ids) do
  if id ~= ARGV[1] and fields[id .. ':nameKey'] == ARGV[3] then
    if not expired(fields, id, since) then return 'name_taken' end
    delete(KEYS[1], id)
  end
end
redis.call('HSET', KEYS[1], ARGV[1] .. ':name', ARGV[2], ARGV[1] .. ':nameKey', ARGV[3])
return 'renamed'
`)

const REMOVE = lastingScript(`${LIBRARY}
if delete(KEYS[1], ARGV[1]) > 0 then return 1 end
return 0
`)

/** Looks and deletes in one: two that go at once would otherwise both see the other. */
const REMOVE_SPARE = lastingScript(`${LIBRARY}
local fields, ids = standing(KEYS[1])
if not fields[ARGV[1] .. ':created'] then return 'not_found' end
local others = 0
for _, id in ipairs(ids) do
  if id ~= ARGV[1] and fields[id .. ':confirmed'] then others = others + 1 end
end
if fields[ARGV[1] .. ':confirmed'] and others == 0 then return 'last' end
delete(KEYS[1], ARGV[1])
return 'removed'
`)

const REMOVE_ALL = lastingScript(`${LIBRARY}
local _, ids = standing(KEYS[1])
redis.call('DEL', KEYS[1])
return #ids
`)

export const createAuthenticatorStore = (connection: Units): AuthenticatorStore => ({
  async add({ id, accountId, name, parameters, secret, createdAt }, limit, pendingSince) {
    const made = JSON.stringify({
      parameters,
      keyId: secret.keyId,
      sealed: Buffer.from(secret.bytes).toString('base64'),
    })
    const reply = await connection.run(
      ADD,
      [keyOf('devices', accountId)],
      id,
      made,
      createdAt,
      name,
      nameKey(name),
      limit,
      pendingSince,
    )
    return oneOf(reply, ['added', 'name_taken', 'limit_reached'])
  },

  async list(accountId, pendingSince) {
    const key = keyOf('devices', accountId)
    const fields = (await connection.hash(key)) ?? new Map<string, string>()
    return [...fields.keys()]
      .flatMap((name) => (name.endsWith(':created') ? [name.slice(0, -':created'.length)] : []))
      .map((id) => ({
        authenticator: authenticatorOf(accountId, id, fields),
        order: integerOf(fields.get(`${id}:order`)),
      }))
      .filter(
        ({ authenticator: { confirmedAt, createdAt } }) =>
          confirmedAt !== undefined || createdAt >= pendingSince,
      )
      .toSorted(
        (a, b) => a.authenticator.createdAt - b.authenticator.createdAt || a.order - b.order,
      )
      .map(({ authenticator }) => authenticator)
  },

  async confirm(accountId, id, step, at, pendingSince) {
    const keys = [keyOf('devices', accountId)] as const
    return (await connection.run(CONFIRM, keys, id, step, at, pendingSince)) === 1
  },

  async acceptStep(accountId, id, step, at) {
    return (await connection.run(ACCEPT_STEP, [keyOf('devices', accountId)], id, step, at)) === 1
  },

  async rename(accountId, id, name, pendingSince) {
    const keys = [keyOf('devices', accountId)] as const
    const reply = await connection.run(RENAME, keys, id, name, nameKey(name), pendingSince)
    return oneOf(reply, ['renamed', 'name_taken', 'not_found'])
  },

  async remove(accountId, id) {
    return (await connection.run(REMOVE, [keyOf('devices', accountId)], id)) === 1
  },

  async removeSpare(accountId, id) {
    const reply = await connection.run(REMOVE_SPARE, [keyOf('devices', accountId)], id)
    return oneOf(reply, ['removed', 'last', 'not_found'])
  },

  async removeAll(accountId) {
    return integerOf(await connection.run(REMOVE_ALL, [keyOf('devices', accountId)]))
  },
})

const oneOf = <const Name extends string>(reply: RedisReply, names: readonly Name[]): Name =>
  names.find((name) => name === reply) ?? malformed('an outcome')

export const madeSchema = z.object({
  parameters: z.object({
    algorithm: z.enum(['SHA1', 'SHA256', 'SHA512']),
    digits: z.union([z.literal(6), z.literal(8)]),
    period: z.int().positive(),
  }),
  keyId: z.string(),
  sealed: z.base64(),
})

function authenticatorOf(
  accountId: AccountId,
  id: string,
  fields: ReadonlyMap<string, string>,
): Authenticator {
  const field = (name: string): string => fields.get(`${id}:${name}`) ?? malformed('a device')
  const instant = (name: string): Instant | undefined => {
    const value = fields.get(`${id}:${name}`)
    return value === undefined ? undefined : (integerOf(value) as Instant)
  }
  const made = jsonOf(field('made'), madeSchema, 'a device')
  const [confirmedAt, lastUsedAt] = [instant('confirmed'), instant('used')]
  return {
    id: id as AuthenticatorId,
    accountId,
    name: field('name'),
    parameters: made.parameters,
    secret: { keyId: made.keyId, bytes: new Uint8Array(Buffer.from(made.sealed, 'base64')) },
    createdAt: instant('created') ?? malformed('a device'),
    ...(confirmedAt === undefined ? {} : { confirmedAt }),
    ...(lastUsedAt === undefined ? {} : { lastUsedAt }),
  }
}
