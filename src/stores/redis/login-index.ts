import { nameKey } from '../../kernel/typed.ts'
import { type Connection, script } from './connection.ts'
import { malformed } from './replies.ts'

/** Accounts in order of their login keys. It may name too many: what counts is the account. */
export interface LoginIndex {
  add(login: string, id: string): Promise<void>
  remove(login: string, id: string): Promise<void>
  /** Ids, after the login key (exclusive); at most `limit`. */
  list(after: string | undefined, limit: number): Promise<readonly string[]>
}

/** A sorted set whose members, `<login key>\0<id>`, all have one score: Redis orders them as bytes. */
export const createLoginIndex = (connection: Connection, key: string): LoginIndex => ({
  async add(login, id) {
    await connection.send(key, 'ZADD', key, 0, memberOf(login, id))
  },

  async remove(login, id) {
    await connection.send(key, 'ZREM', key, memberOf(login, id))
  },

  async list(after, limit) {
    const from = after === undefined ? '-' : `(${after}\u0001`
    const reply = await connection.send(
      key,
      'ZRANGE',
      key,
      from,
      '+',
      'BYLEX',
      'LIMIT',
      0,
      Math.max(limit, 0),
    )
    if (!Array.isArray(reply)) return malformed('logins')
    const members: readonly unknown[] = reply
    return members.map(idIn)
  },
})

/** The id in a member of the set. */
export const idIn = (member: unknown): string => String(member).split('\u0000')[1] ?? ''

const memberOf = (login: string, id: string): string => `${nameKey(login)}\u0000${id}`

/** Tells the id that a login leads to for good; nothing where it is free or reserved. */
export const HOLDER = script(`
if redis.call('PTTL', KEYS[1]) ~= -1 then return false end
return redis.call('GET', KEYS[1])
`)

/** ARGV: the id that it leads to. */
export const RELEASE = script(`
if redis.call('PTTL', KEYS[1]) ~= -1 or redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
`)
