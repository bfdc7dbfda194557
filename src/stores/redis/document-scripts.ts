import type { AccountId } from '../../kernel/ids.ts'
import type { Along, DocumentWrite } from '../documents/port.ts'
import { ADDING_ENTRIES } from './activity.ts'
import type { RedisValue } from './connection.ts'
import { NAMING } from './document-names.ts'
import { keyOf } from './keys.ts'
import { OUTBOX_KEYS } from './outbox.ts'
import { ADDING_WAITING } from './waiting.ts'

/**
 * Lua: puts a document in the place of the one that it was made of, with all that is written with it, or nothing. Takes what
 * `changeValues` makes, from ARGV on. Tells `done`, `changed` and what stands there, `taken` and whose the login is, or
 * `dropped` where somebody has given one of the mails up.
 */
export const CHANGING = `${NAMING}${ADDING_ENTRIES}${ADDING_WAITING}
local function change(keys, first)
  local place = first - 1
  local function take()
    place = place + 1
    return ARGV[place]
  end
  local function list()
    local all = {}
    for at = 1, tonumber(take()) do all[at] = take() end
    return all
  end
  local document, uses, activity, mailed = unpack(keys)
  local id, expected, version, text, draft, login = take(), take(), take(), take(), take(), take()
  local forgotten, entries, notes, removed, added, mails = list(), list(), list(), list(), list(), list()
  if (redis.call('HGET', document, 'version') or '') ~= expected then
    return {'changed', redis.call('HGETALL', document)}
  end
  local holder = login ~= '' and redis.call('GET', login)
  if holder and holder ~= id then return {'taken', holder} end
  for _, mail in ipairs(notes) do
    if redis.call('HEXISTS', mailed, mail) == 1 then return {'dropped'} end
  end
  if version ~= '' and text == '' then redis.call('DEL', document, uses)
  elseif version ~= '' then redis.call('HSET', document, 'version', version, 'document', text) end
  if draft ~= '' then redis.call('EXPIRE', document, draft) end
  for _, name in ipairs(forgotten) do redis.call('HDEL', uses, name) end
  for at = 1, #entries, 2 do addEntry(activity, entries[at], entries[at + 1]) end
  for _, mail in ipairs(notes) do redis.call('HSET', mailed, mail, 'due') end
  for at = 1, #removed, 2 do unname(removed[at], removed[at + 1], id) end
  for at = 1, #added, 2 do name(added[at], added[at + 1], id) end
  for at = 1, #mails, 3 do
    addWaiting('${OUTBOX_KEYS[0]}', '${OUTBOX_KEYS[1]}', mails[at], mails[at + 1], mails[at + 2], 0)
  end
  return {'done'}
end
`

/** What such a script touches of the account's own. */
export const changeKeys = (id: AccountId) =>
  [keyOf('document', id), keyOf('uses', id), keyOf('activity', id), keyOf('mailed', id)] as const

/** What `change` takes. */
export interface Change {
  readonly id: AccountId
  /** Of the document that is there; empty where there is none. */
  readonly expected: string
  /** Of the one that takes its place; empty where it stays. */
  readonly version: string
  readonly write: Pick<DocumentWrite, 'text' | 'forgotten' | 'isProtection'> | undefined
  readonly entries: Along['entries']
  /** Seconds after which the document goes, unless it is kept. */
  readonly draft?: number
  /** Mails that stand in the outbox, and are due because of this. */
  readonly notes?: readonly string[]
  /** Where a script may touch any keys: the login that it takes, names as `placesOf` tells them, mails as `mailValues` does. */
  readonly login?: string | undefined
  readonly removed?: readonly string[]
  readonly added?: readonly string[]
  readonly mails?: readonly RedisValue[]
}

export const changeValues = (change: Change): readonly RedisValue[] => [
  change.id,
  change.expected,
  change.version,
  change.write?.text ?? '',
  change.draft ?? '',
  change.login ?? '',
  ...[
    change.write?.forgotten ?? [],
    change.entries.flatMap(({ at, entry }) => [at, entry]),
    change.notes ?? [],
    change.removed ?? [],
    change.added ?? [],
    change.mails ?? [],
  ].flatMap((values) => [values.length, ...values]),
]

/** Lua: the key of a document, of which a script has learned the id. */
const DOCUMENT_OF = `
local function documentOf(id)
  local tag = string.gsub(id, "[^%w%-_.!~*'()]", function(c) return string.format('%%%02X', string.byte(c)) end)
  return 'step-up:document:{' .. tag .. '}'
end
`

/** Whose a name is, and the document. */
export const WHOSE = `${DOCUMENT_OF}
local id = redis.call('GET', KEYS[1])
if not id then return {} end
return {id, redis.call('HGETALL', documentOf(id))}
`

const LISTING = `${DOCUMENT_OF}
local function listed(key, from, to, offset, count)
  local reply = {}
  for _, member in ipairs(redis.call('ZRANGE', key, from, to, 'BYLEX', 'LIMIT', offset, count)) do
    local id = string.match(member, '%z([^%z]*)$')
    reply[#reply + 1] = id
    reply[#reply + 1] = redis.call('HGETALL', documentOf(id))
  end
  return reply
end
`

/** ARGV: from, to, offset, count. Ids and documents, one after the other. */
export const LISTED = `${LISTING}
return listed(KEYS[1], unpack(ARGV))
`

/** Whose a login is; where it is nobody's, whose address it is. ARGV: the index, how many. */
export const WHOSE_OR_LISTED = `${LISTING}
local id = redis.call('GET', KEYS[1])
local named = id and redis.call('HGETALL', documentOf(id)) or {}
if #named > 0 then return {{id, named}, {}} end
return {{}, listed(ARGV[1], '-', '+', 0, ARGV[2])}
`

/** KEYS: a document, and when things of it were last used. ARGV: of what, when. */
export const USE = `
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
local known = redis.call('HGET', KEYS[2], ARGV[1])
if known and tonumber(known) >= tonumber(ARGV[2]) then return 0 end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
return 1
`
