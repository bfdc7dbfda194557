import { z } from 'zod'
import type { TrustedBrowser, TrustedBrowserStore } from '../../trust/trusted-browser-store.ts'
import type { AccountId, TrustedBrowserId } from '../../kernel/ids.ts'
import type { Clock, Instant } from '../../kernel/instant.ts'
import { lastingScript, script, type Connection } from './connection.ts'
import { keyOf } from './keys.ts'
import { lifeUntil, OUTLIVE } from './lifetime.ts'
import { fieldsOf, integerOf, jsonOf, malformed } from './replies.ts'

/*
 * One hash per account, with these fields per browser:
 *   <id>:made                what never changes, as JSON
 *   <id>:expires, <id>:factors
 *   <id>:used                when it was last used
 *   <id>:order               the place among those last used in one millisecond
 */

const LIBRARY = `${OUTLIVE}
local function standing(key)
  local all = redis.call('HGETALL', key)
  local fields, ids = {}, {}
  for at = 1, #all, 2 do
    fields[all[at]] = all[at + 1]
    local id = string.match(all[at], '^(.*):made$')
    if id then ids[#ids + 1] = id end
  end
  return fields, ids
end
local function delete(key, id)
  return redis.call('HDEL', key, id .. ':made', id .. ':expires', id .. ':factors', id .. ':used',
    id .. ':order')
end
`

/** ARGV: id, made, expires, factors, used, now, how many others stay, milliseconds to live. */
const ADD = script(`${LIBRARY}
local key, own, factors, now = KEYS[1], ARGV[1], ARGV[4], tonumber(ARGV[6])
local order = redis.call('HINCRBY', key, 'order', 1)
redis.call('HSET', key, own .. ':made', ARGV[2], own .. ':expires', ARGV[3], own .. ':factors', factors,
  own .. ':used', ARGV[5], own .. ':order', order)
outlive(key, ARGV[8])
local fields, ids = standing(key)
local others = {}
for _, id in ipairs(ids) do
  -- Itself it stays, though the clocks of two nodes differ.
  if id ~= own then
    others[#others + 1] = { id, tonumber(fields[id .. ':expires']) > now and 1 or 0,
      fields[id .. ':factors'] == factors and 1 or 0, tonumber(fields[id .. ':used']),
      tonumber(fields[id .. ':order']) }
  end
end
table.sort(others, function(a, b)
  for at = 2, 5 do
    if a[at] ~= b[at] then return a[at] > b[at] end
  end
  return false
end)
for at = tonumber(ARGV[7]) + 1, #others do delete(key, others[at][1]) end
return 1
`)

/** ARGV: id, at. */
const TOUCH = script(`
local known = redis.call('HGET', KEYS[1], ARGV[1] .. ':used')
if known and tonumber(known) < tonumber(ARGV[2]) then
  redis.call('HSET', KEYS[1], ARGV[1] .. ':used', ARGV[2])
end
return 1
`)

const REMOVE = lastingScript(`${LIBRARY}
if delete(KEYS[1], ARGV[1]) > 0 then return 1 end
return 0
`)

const REMOVE_ALL = lastingScript(`${LIBRARY}
local _, ids = standing(KEYS[1])
redis.call('DEL', KEYS[1])
return #ids
`)

export function createTrustedBrowserStore(
  connection: Connection,
  clock: Clock,
): TrustedBrowserStore {
  async function standing(accountId: AccountId, now: Instant) {
    const key = keyOf('browsers', accountId)
    const fields = fieldsOf(await connection.send(key, 'HGETALL', key)) ?? new Map<string, string>()
    return [...fields.keys()]
      .flatMap((name) => (name.endsWith(':made') ? [name.slice(0, -':made'.length)] : []))
      .map((id) => ({
        browser: browserOf(accountId, id, (name) => fields.get(`${id}:${name}`)),
        order: integerOf(fields.get(`${id}:order`)),
      }))
      .filter(({ browser }) => browser.expiresAt > now)
  }

  return {
    async add(browser, limit) {
      const { id, accountId, secretHash, factors, userAgent, address } = browser
      const { createdAt, expiresAt, lastUsedAt } = browser
      const made = JSON.stringify({
        secretHash: Buffer.from(secretHash).toString('base64'),
        userAgent,
        address,
        createdAt,
      })
      await connection.run(
        ADD,
        [keyOf('browsers', accountId)],
        id,
        made,
        expiresAt,
        factors,
        lastUsedAt,
        createdAt,
        Math.max(limit - 1, 0),
        lifeUntil(clock(), expiresAt),
      )
    },

    async find(accountId, id, now) {
      const key = keyOf('browsers', accountId)
      const names = ['made', 'expires', 'factors', 'used'] as const
      const reply = await connection.send(
        key,
        'HMGET',
        key,
        ...names.map((name) => `${id}:${name}`),
      )
      if (!Array.isArray(reply)) return malformed('a browser')
      const values: readonly unknown[] = reply
      if (values[0] === null) return undefined
      const browser = browserOf(accountId, id, (name) => {
        const value = values[names.findIndex((one) => one === name)]
        return typeof value === 'string' ? value : undefined
      })
      return browser.expiresAt > now ? browser : undefined
    },

    async list(accountId, now) {
      const found = await standing(accountId, now)
      return found
        .toSorted((a, b) => b.browser.lastUsedAt - a.browser.lastUsedAt || b.order - a.order)
        .map(({ browser }) => browser)
    },

    async touch(accountId, id, at) {
      await connection.run(TOUCH, [keyOf('browsers', accountId)], id, at)
    },

    async remove(accountId, id) {
      return (await connection.run(REMOVE, [keyOf('browsers', accountId)], id)) === 1
    },

    async removeAll(accountId) {
      return integerOf(await connection.run(REMOVE_ALL, [keyOf('browsers', accountId)]))
    },
  }
}

export const madeSchema = z.object({
  secretHash: z.base64(),
  userAgent: z.string(),
  address: z.string(),
  createdAt: z.int(),
})

function browserOf(
  accountId: AccountId,
  id: string,
  field: (name: 'made' | 'expires' | 'factors' | 'used') => string | undefined,
): TrustedBrowser {
  const { secretHash, userAgent, address, createdAt } = jsonOf(
    field('made'),
    madeSchema,
    'a browser',
  )
  return {
    id: id as TrustedBrowserId,
    accountId,
    secretHash: new Uint8Array(Buffer.from(secretHash, 'base64')),
    factors: field('factors') ?? malformed('a browser'),
    userAgent,
    address,
    createdAt: createdAt as Instant,
    expiresAt: integerOf(field('expires')) as Instant,
    lastUsedAt: integerOf(field('used')) as Instant,
  }
}
