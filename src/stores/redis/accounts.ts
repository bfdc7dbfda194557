import { loginKey, type Account } from '../../accounts/account.ts'
import type { AccountStore, AccountWithPassword } from '../../accounts/account-store.ts'
import type { AccountId } from '../../ids.ts'
import type { Instant } from '../../instant.ts'
import { LANGUAGES } from '../../languages.ts'
import { script, type Connection } from './connection.ts'
import { keyOf } from './keys.ts'
import { fieldsOf, integerOf, malformed } from './replies.ts'

/*
 * One hash per account under its id, and one key per login with the id: two slots of a Cluster, so an
 * account is added in two steps. The login is reserved first, for a minute; whoever crashes in between
 * leaves a reservation that ends by itself.
 */
const RESERVATION = 60

/** ARGV: fields and values. */
const ADD = script(`
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
redis.call('HSET', KEYS[1], unpack(ARGV))
return 1
`)

/** Never moved back; see the store on SQLite. ARGV: at, then fields and values. */
const CHANGE_AND_VOID = script(`
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
local known = tonumber(redis.call('HGET', KEYS[1], 'notBefore') or ARGV[1])
redis.call('HSET', KEYS[1], 'notBefore', string.format('%.0f', math.max(known, tonumber(ARGV[1]))))
if #ARGV > 1 then redis.call('HSET', KEYS[1], unpack(ARGV, 2)) end
return 1
`)

/** ARGV: field, value or nothing. */
const CHANGE = script(`
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
if ARGV[2] then redis.call('HSET', KEYS[1], ARGV[1], ARGV[2]) else redis.call('HDEL', KEYS[1], ARGV[1]) end
return 1
`)

/** ARGV: previous, next. */
const REHASH = script(`
if redis.call('HGET', KEYS[1], 'password') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'password', ARGV[2])
return 1
`)

export function createAccountStore(connection: Connection): AccountStore {
  /** All logins in their order, for lists. One key: an operator's command reads it, no sign-in does. */
  const logins = keyOf('logins', 'all')

  async function read(id: string): Promise<AccountWithPassword | undefined> {
    const key = keyOf('account', id)
    const fields = fieldsOf(await connection.send(key, 'HGETALL', key))
    return fields && withPasswordOf(id, fields)
  }

  const change = async (id: AccountId, field: string, value: string | undefined) =>
    (await connection.run(
      CHANGE,
      [keyOf('account', id)],
      field,
      ...(value === undefined ? [] : [value]),
    )) === 1

  return {
    async add(account, passwordHash) {
      const login = keyOf('login', loginKey(account.login))
      const reserved = await connection.send(
        login,
        ...['SET', login, account.id, 'NX', 'EX', RESERVATION],
      )
      if (reserved !== 'OK') return false
      const fields = fieldsFrom(account, passwordHash).flat()
      if ((await connection.run(ADD, [keyOf('account', account.id)], ...fields)) !== 1) {
        await connection.send(login, 'DEL', login)
        return false
      }
      await Promise.all([
        connection.send(login, 'PERSIST', login),
        connection.send(logins, 'ZADD', logins, 0, `${loginKey(account.login)}\u0000${account.id}`),
      ])
      return true
    },

    find: async (id) => (await read(id))?.account,

    async findByLogin(login) {
      const key = keyOf('login', loginKey(login))
      const id = await connection.send(key, 'GET', key)
      return typeof id === 'string' ? read(id) : undefined
    },

    async list(after, limit) {
      const from = after === undefined ? '-' : `(${after}\u0001`
      const reply = await connection.send(
        logins,
        ...['ZRANGE', logins, from, '+', 'BYLEX', 'LIMIT', 0, Math.max(limit, 0)],
      )
      if (!Array.isArray(reply)) return malformed('logins')
      const members: readonly unknown[] = reply
      const ids = members.map((member) => String(member).split('\u0000')[1] ?? '')
      const found = await Promise.all(ids.map((id) => read(id)))
      return found.flatMap((one) => (one ? [one.account] : []))
    },

    async setPassword(id, passwordHash, at) {
      const keys = [keyOf('account', id)] as const
      return (await connection.run(CHANGE_AND_VOID, keys, at, 'password', passwordHash)) === 1
    },

    async rehash(id, previous, next) {
      return (await connection.run(REHASH, [keyOf('account', id)], previous, next)) === 1
    },

    setLanguage: (id, language) => change(id, 'language', language),
    setEmail: (id, email) => change(id, 'email', email),

    async disable(id, at) {
      const keys = [keyOf('account', id)] as const
      return (await connection.run(CHANGE_AND_VOID, keys, at, 'disabled', at)) === 1
    },

    enable: (id) => change(id, 'disabled', undefined),

    async voidProofs(id, at) {
      return (await connection.run(CHANGE_AND_VOID, [keyOf('account', id)], at)) === 1
    },
  }
}

function fieldsFrom(account: Account, passwordHash: string | undefined) {
  const { login, displayName, createdAt, disabledAt, proofsNotBefore, email, language } = account
  const fields: readonly [string, string | number | undefined][] = [
    ['login', login],
    ['name', displayName],
    ['created', createdAt],
    ['disabled', disabledAt],
    ['notBefore', proofsNotBefore],
    ['email', email],
    ['language', language],
    ['password', passwordHash],
  ]
  return fields.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))
}

function withPasswordOf(id: string, fields: ReadonlyMap<string, string>): AccountWithPassword {
  const field = (name: string): string => fields.get(name) ?? malformed('an account')
  const instant = (name: string): Instant | undefined => {
    const value = fields.get(name)
    return value === undefined ? undefined : (integerOf(value) as Instant)
  }
  const [disabledAt, proofsNotBefore] = [instant('disabled'), instant('notBefore')]
  const email = fields.get('email')
  const language = LANGUAGES.find((tag) => tag === fields.get('language'))
  const passwordHash = fields.get('password')
  return {
    account: {
      id: id as AccountId,
      login: field('login'),
      displayName: field('name'),
      createdAt: instant('created') ?? malformed('an account'),
      ...(email === undefined ? {} : { email }),
      ...(language === undefined ? {} : { language }),
      ...(disabledAt === undefined ? {} : { disabledAt }),
      ...(proofsNotBefore === undefined ? {} : { proofsNotBefore }),
    },
    ...(passwordHash === undefined ? {} : { passwordHash }),
  }
}
