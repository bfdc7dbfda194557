import { present } from '../../kernel/typing.ts'
import { z } from 'zod'
import type { Authenticator } from '../../people/authenticator.ts'
import type { SealedSecret } from '../../kernel/sealing/sealer.ts'
import type { AccountId, AuthenticatorId } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { RedisReply } from './connection.ts'
import { integerOf, jsonOf, malformed } from './replies.ts'

/*
 * One hash per account, with these fields per device, so that one command reads all of them and a script
 * compares and sets:
 *   <id>:made       what never changes, as JSON
 *   <id>:created    when it was begun, in milliseconds
 *   <id>:order      the place among those begun in one millisecond
 *   <id>:name, <id>:nameKey
 *   <id>:confirmed, <id>:step
 *   <id>:used       absent until it is
 * Up to 0.1.0 those that waited stood among them, without `confirmed` and `step`. They are nobody's, and
 * looked at by nothing.
 */

/** Lua: what stands in such a hash, and its confirmed ones. */
export const DEVICES = `
local function standing(key)
  local all = redis.call('HGETALL', key)
  local fields, ids = {}, {}
  for at = 1, #all, 2 do
    fields[all[at]] = all[at + 1]
    local id = string.match(all[at], '^(.*):created$')
    if id then ids[#ids + 1] = id end
  end
  return fields, ids
end
local function confirmed(key)
  local fields, ids = standing(key)
  local found = {}
  for _, id in ipairs(ids) do
    if fields[id .. ':confirmed'] then found[#found + 1] = id end
  end
  return fields, found
end
-- Whether those are the names by which it was judged that none looks like another: Lua cannot judge that.
local function stands(fields, ids, seen)
  local known, count = cjson.decode(seen), 0
  for id, name in pairs(known) do
    count = count + 1
    if not fields[id .. ':confirmed'] or fields[id .. ':name'] ~= name then return false end
  end
  return count == #ids
end
local function delete(key, id)
  return redis.call('HDEL', key, id .. ':made', id .. ':created', id .. ':order', id .. ':name',
    id .. ':nameKey', id .. ':confirmed', id .. ':used', id .. ':step')
end
-- Takes away those that waited up to 0.1.0.
local function clean(key)
  local fields, ids = standing(key)
  for _, id in ipairs(ids) do
    if not fields[id .. ':confirmed'] then delete(key, id) end
  end
end
`

export const oneOf = <const Name extends string>(reply: RedisReply, names: readonly Name[]): Name =>
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

/** What never changes. */
export const madeOf = ({ parameters, secret }: Authenticator): string =>
  JSON.stringify({
    parameters,
    keyId: secret.keyId,
    sealed: Buffer.from(secret.bytes).toString('base64'),
  } satisfies z.input<typeof madeSchema>)

const secretOf = (json: string): SealedSecret => {
  const { keyId, sealed } = jsonOf(json, madeSchema, 'a device')
  return { keyId, bytes: new Uint8Array(Buffer.from(sealed, 'base64')) }
}

export function authenticatorOf(
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
    secret: secretOf(field('made')),
    createdAt: instant('created') ?? malformed('a device'),
    ...present({ confirmedAt, lastUsedAt }),
  }
}

/** The names of the confirmed ones, by id, as a script compares them (`stands`). */
export const namesOf = (
  fields: ReadonlyMap<string, string> | undefined,
): ReadonlyMap<string, string> =>
  new Map(
    [...(fields ?? [])].flatMap(([field]) => {
      if (!field.endsWith(CONFIRMED)) return []
      const id = field.slice(0, -CONFIRMED.length)
      return [[id, fields?.get(`${id}:name`) ?? malformed('a device')] as const]
    }),
  )

/** As `stands` reads them. */
export const jsonOfNames = (names: ReadonlyMap<string, string>): string =>
  JSON.stringify(Object.fromEntries(names))

const CONFIRMED = ':confirmed'

/** What is sealed of all that stand in such a hash, or wait in one. */
export const sealedDevices = (
  fields: ReadonlyMap<string, string> | undefined,
): readonly { readonly id: string; readonly sealed: SealedSecret }[] =>
  [...(fields ?? [])].flatMap(([name, value]) => {
    if (!name.endsWith(':made')) return []
    return [{ id: name.slice(0, -':made'.length), sealed: secretOf(value) }]
  })
