import { Fault } from '../../kernel/faults.ts'
import type { AccountId } from '../../kernel/ids.ts'
import { keysOf, type DocumentKey, type KeyKind } from '../../people/document/document.ts'
import { parse } from '../documents/parsed.ts'
import { script, type Connection } from './connection.ts'
import { keyOf, type Kind } from './keys.ts'
import type { Fields } from './units.ts'

/*
 * What an account is found by: a key with its id where one account alone has the name, and else a sorted set of
 * `<order>\0<id>`, all with one score, so that Redis orders them as bytes. In a Cluster they are on other nodes than the
 * account, and may name too many; what counts is the account.
 */
const PLACES = {
  login: { at: 'login', isOneAlone: true },
  reset: { at: 'reset-token', isOneAlone: true },
  change: { at: 'email-token', isOneAlone: true },
  undo: { at: 'email-token', isOneAlone: true },
  accounts: { at: 'logins', isOneAlone: false },
  email: { at: 'email', isOneAlone: false },
  leaving: { at: 'leavers', isOneAlone: false },
  sweep: { at: 'sweep', isOneAlone: false },
} as const satisfies Record<KeyKind, { at: Kind; isOneAlone: boolean }>

export const KEY_KINDS = Object.keys(PLACES) as KeyKind[]

export const isOneAlone = (kind: KeyKind): boolean => PLACES[kind].isOneAlone

/** @param name empty for what all accounts stand under together */
export const nameKeyOf = (kind: KeyKind, name: string): string =>
  keyOf(PLACES[kind].at, isOneAlone(kind) ? name : name || 'all')

export const documentKey = (id: AccountId | string): string => keyOf('document', id)

/** Where a name stands: its key, and what stands there for this account; nothing for the account's id alone. */
const placeOf = (id: AccountId, { kind, name, order }: DocumentKey): readonly [string, string] => [
  nameKeyOf(kind, name),
  isOneAlone(kind) ? '' : `${order}\u0000${id}`,
]

/** The same of several, as scripts take them. */
export const placesOf = (id: AccountId, keys: readonly DocumentKey[]): readonly string[] =>
  keys.flatMap((key) => placeOf(id, key))

export const idIn = (member: unknown): AccountId => {
  const text = String(member)
  return text.slice(text.lastIndexOf('\u0000') + 1) as AccountId
}

/** What the document that is stored says. */
export const keysIn = (id: AccountId, fields: Fields): readonly DocumentKey[] => {
  const text = fields?.get('document')
  return text === undefined ? [] : keysOf(parse(id, text))
}

/** Lua: names an account, and does so no more. */
export const NAMING = `
local function name(key, member, id)
  if member == '' then redis.call('SET', key, id) else redis.call('ZADD', key, 0, member) end
end
local function unname(key, member, id)
  if member ~= '' then redis.call('ZREM', key, member)
  elseif redis.call('GET', key) == id then redis.call('DEL', key) end
end
`

/** ARGV: member or nothing, id. */
const NAME = script(`${NAMING} name(KEYS[1], unpack(ARGV)) return 1`)
const UNNAME = script(`${NAMING} unname(KEYS[1], unpack(ARGV)) return 1`)

/** ARGV: the id that it leads to. */
const CLAIM = script(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('PERSIST', KEYS[1])
return 1
`)

/** Tells the id that a login leads to for good; nothing where it is free or reserved. */
const HOLDER = script(`
if redis.call('PTTL', KEYS[1]) ~= -1 then return false end
return redis.call('GET', KEYS[1])
`)

/** Seconds for which a login is kept for whoever is adding an account. */
const RESERVATION = 60

const keyOfLogin = ({ kind, name }: DocumentKey): string => nameKeyOf(kind, name)

/** Names one by one, as a Cluster takes it. */
export interface Names {
  put(id: AccountId, keys: readonly DocumentKey[]): Promise<void>
  remove(id: AccountId, keys: readonly DocumentKey[]): Promise<void>
  /** False where somebody has the login, or is taking it. */
  reserve(id: AccountId, login: DocumentKey): Promise<boolean>
  /** For good. @throws Fault where that took so long that it may be another's by now */
  keep(id: AccountId, login: DocumentKey): Promise<void>
  /** Who has the login for good. */
  holder(login: DocumentKey): Promise<AccountId | undefined>
}

export function createNames(connection: Connection): Names {
  const each =
    (how: typeof NAME) =>
    async (id: AccountId, keys: readonly DocumentKey[]): Promise<void> => {
      const places = keys.map((key) => placeOf(id, key))
      await Promise.all(places.map(([key, member]) => connection.run(how, [key], member, id)))
    }
  return {
    put: each(NAME),
    remove: each(UNNAME),

    async reserve(id, login) {
      const key = keyOfLogin(login)
      return (await connection.send(key, 'SET', key, id, 'NX', 'EX', RESERVATION)) === 'OK'
    },

    async keep(id, login) {
      if ((await connection.run(CLAIM, [keyOfLogin(login)], id)) === 1) return
      throw new Fault('store_unavailable', 'it took too long to add an account')
    },

    async holder(login) {
      const id = await connection.run(HOLDER, [keyOfLogin(login)])
      return typeof id === 'string' ? (id as AccountId) : undefined
    },
  }
}
