import { z } from 'zod'
import type { EmailChangeStore, FormerEmail } from '../../people/email-change-store.ts'
import type { AccountId } from '../../kernel/ids.ts'
import type { Clock, Instant } from '../../kernel/instant.ts'
import { addressIndex, isAddressOf, readAccountNow } from './account-fields.ts'
import { lastingScript, script } from './connection.ts'
import { keyOf } from './keys.ts'
import { OUTLIVE, lifeUntil } from './lifetime.ts'
import { textOf } from './password-resets.ts'
import { fieldsOf, integerOf, jsonOf, malformed } from './replies.ts'
import type { RedisUnits } from './units.ts'

/*
 * One hash per account, beside the account's own. A field is a token, its value `<kind>:<place>:<expires>:<json>`:
 * kind `change` or `undo`, the place in the order in which they were put (0 for a change), and the address as JSON.
 * That a token is an account's is remembered under the token, and is a hint: what counts is the hash.
 */

const LIBRARY = `${OUTLIVE}
local function partsOf(value)
  return string.match(value, '^(%a+):(%d+):(%d+):(.*)$')
end
local function standing(key, token, kind, now)
  local value = redis.call('HGET', key, token)
  if not value then return nil end
  local known, place, expires, json = partsOf(value)
  if known ~= kind or tonumber(expires) <= tonumber(now) then return nil end
  return json, tonumber(place)
end
-- Changes that wait, and with them undoing from this place on.
local function forget(key, from)
  local all, last = redis.call('HGETALL', key), 0
  for at = 1, #all, 2 do
    local kind, place = partsOf(all[at + 1])
    if kind == 'change' or (from and tonumber(place) >= from) then redis.call('HDEL', key, all[at])
    else last = math.max(last, tonumber(place)) end
  end
  return last
end
local function setAddress(account, reset, json, verified)
  local address = cjson.decode(json)
  for field, value in pairs({email = address.email or false, emailVerified = (verified or address.verified) and '1' or false}) do
    if value then redis.call('HSET', account, field, value) else redis.call('HDEL', account, field) end
  end
  redis.call('DEL', reset)
end
local function addressOf(account)
  local known = redis.call('HMGET', account, 'email', 'emailVerified')
  local address = {}
  if known[1] then address.email = known[1] end
  if known[2] then address.verified = true end
  -- An empty table would be an array.
  return next(address) and cjson.encode(address) or '{}'
end
`

/** ARGV: token, expires, address, milliseconds to live. */
const PUT = script(`${LIBRARY}
forget(KEYS[1])
redis.call('HSET', KEYS[1], ARGV[1], 'change:0:' .. ARGV[2] .. ':' .. ARGV[3])
outlive(KEYS[1], ARGV[4])
return 1
`)

/**
 * KEYS: changes, account, reset. ARGV: token, now, the other token, when that expires, milliseconds to live. Tells the
 * address that was, and the one that is.
 */
const REDEEM = lastingScript(`${LIBRARY}
local json = standing(KEYS[1], ARGV[1], 'change', ARGV[2])
if not json or redis.call('EXISTS', KEYS[2]) == 0 or redis.call('HEXISTS', KEYS[2], 'disabled') == 1 then
  return {}
end
local before = addressOf(KEYS[2])
setAddress(KEYS[2], KEYS[3], json, true)
local last = forget(KEYS[1])
redis.call('HSET', KEYS[1], ARGV[3], 'undo:' .. (last + 1) .. ':' .. ARGV[4] .. ':' .. before)
outlive(KEYS[1], ARGV[5])
return {before, json}
`)

/** KEYS: as above. ARGV: token, now. Tells the address that was, and the one that is. */
const UNDO = lastingScript(`${LIBRARY}
local json, place = standing(KEYS[1], ARGV[1], 'undo', ARGV[2])
if not json or redis.call('EXISTS', KEYS[2]) == 0 then return {} end
local before = addressOf(KEYS[2])
setAddress(KEYS[2], KEYS[3], json)
forget(KEYS[1], place)
return {before, json}
`)

export function createEmailChangeStore(connection: RedisUnits, clock: Clock): EmailChangeStore {
  async function holderOf(token: string): Promise<AccountId | undefined> {
    const key = keyOf('email-token', token)
    const holder = await connection.send(key, 'GET', key)
    return typeof holder === 'string' ? (holder as AccountId) : undefined
  }

  async function remember(token: string, accountId: AccountId, life: number): Promise<void> {
    const key = keyOf('email-token', token)
    await connection.send(key, 'SET', key, accountId, 'PX', life)
  }

  async function found(kind: EmailLink['kind'], tokenHash: Uint8Array, now: Instant) {
    const token = textOf(tokenHash)
    const accountId = await holderOf(token)
    if (accountId === undefined) return undefined
    const key = keyOf('email-changes', accountId)
    const link = linksOf(fieldsOf(await connection.send(key, 'HGETALL', key))).find(
      (each) => each.token === token,
    )
    return link?.kind === kind && link.expiresAt > now ? { accountId, ...link } : undefined
  }

  /** An index may name too many, and none too few: the new address first, the old one afterwards. */
  async function changing(
    accountId: AccountId,
    next: string | undefined,
    change: () => Promise<unknown>,
  ): Promise<FormerEmail | undefined> {
    const account = await readAccountNow(connection, accountId)
    if (!account) return undefined
    const { login } = account
    if (next !== undefined) await addressIndex(connection, next).add(login, accountId)
    const reply = await change()
    if (!Array.isArray(reply)) return malformed('an address')
    const [before]: readonly unknown[] = reply
    if (typeof before !== 'string') return undefined
    const former = jsonOf(before, addressSchema, 'an address')
    if (former.email !== undefined) {
      await addressIndex(connection, former.email).remove(login, accountId)
      const now = await readAccountNow(connection, accountId)
      if (now && isAddressOf(now, former.email)) {
        await addressIndex(connection, former.email).add(login, accountId)
      }
    }
    return { accountId, ...former }
  }

  return {
    async put({ tokenHash, accountId, email, expiresAt }) {
      const token = textOf(tokenHash)
      const life = lifeUntil(clock(), expiresAt)
      await remember(token, accountId, life)
      const address = JSON.stringify({ email })
      const keys = [keyOf('email-changes', accountId)] as const
      await connection.run(PUT, keys, token, expiresAt, address, life)
    },

    async find(tokenHash, now) {
      const change = await found('change', tokenHash, now)
      if (!change) return undefined
      const { accountId, address, expiresAt } = change
      const email = address.email ?? malformed('an address')
      return { tokenHash: Uint8Array.from(tokenHash), accountId, email, expiresAt }
    },

    async redeem(tokenHash, accountId, at, undo) {
      const change = await found('change', tokenHash, at)
      if (change?.accountId !== accountId) return undefined
      const [token, other] = [textOf(tokenHash), textOf(undo.tokenHash)]
      const life = lifeUntil(clock(), undo.expiresAt)
      await remember(other, accountId, life)
      return changing(accountId, change.address.email, () =>
        connection.run(REDEEM, keysOf(accountId), token, at, other, undo.expiresAt, life),
      )
    },

    async findUndo(tokenHash, now) {
      const undo = await found('undo', tokenHash, now)
      return undo && { accountId: undo.accountId, ...undo.address }
    },

    async undo(tokenHash, at) {
      const undo = await found('undo', tokenHash, at)
      if (!undo) return undefined
      const { accountId, address } = undo
      const undone = await changing(accountId, address.email, () =>
        connection.run(UNDO, keysOf(accountId), textOf(tokenHash), at),
      )
      return undone && { accountId, ...address }
    },
  }
}

const keysOf = (id: AccountId) =>
  [keyOf('email-changes', id), keyOf('account', id), keyOf('reset', id)] as const

const addressSchema = z.object({
  email: z.string().exactOptional(),
  verified: z.literal(true).exactOptional(),
})

interface EmailLink {
  readonly token: string
  readonly kind: 'change' | 'undo'
  readonly place: number
  readonly expiresAt: Instant
  readonly address: z.output<typeof addressSchema>
}

/** In the order in which they were put. */
export const linksOf = (fields: ReadonlyMap<string, string> | undefined): readonly EmailLink[] =>
  [...(fields ?? [])]
    .map(([token, value]): EmailLink => {
      const [, kind, place, expires, json] = /^(change|undo):(\d+):(\d+):([^]*)$/.exec(value) ?? []
      if (json === undefined) return malformed('an address')
      return {
        token,
        kind: kind === 'undo' ? 'undo' : 'change',
        place: integerOf(place),
        expiresAt: integerOf(expires) as Instant,
        address: jsonOf(json, addressSchema, 'an address'),
      }
    })
    .toSorted((one, other) => one.place - other.place)

/** What stands under a token. */
export const linkText = ({ kind, place, expiresAt, address }: Omit<EmailLink, 'token'>): string =>
  `${kind}:${place}:${expiresAt}:${JSON.stringify(address)}`
