import { nameKey } from '../../kernel/typed.ts'
import type { AccountStore, AccountWithPassword } from '../../people/account-store.ts'
import { Fault } from '../../kernel/faults.ts'
import type { AccountId } from '../../kernel/ids.ts'
import {
  addressIndex,
  addressKey,
  fieldsFrom,
  isAddressOf,
  withPasswordOf,
} from './account-fields.ts'
import { lastingScript, script } from './connection.ts'
import { keyOf } from './keys.ts'
import { HOLDER, RELEASE, createLoginIndex, idIn, type LoginIndex } from './login-index.ts'
import { createLeaving } from './leaving.ts'
import { fieldsOf, malformed } from './replies.ts'
import type { RedisUnits } from './units.ts'
import { VOID_PROOFS, whole } from './void-proofs.ts'

/*
 * One hash per account under its id, and one key per login with the id: two slots of a Cluster, so an
 * account is added in steps. The login is reserved for a minute, the account is written for two, and then
 * both are made to last, the login first. Whoever crashes in between leaves what ends by itself, or a login
 * that leads nowhere, which the next who wants it takes: never two accounts with one login. Its password
 * reset has the account's hash tag: what voids it does so in the same script.
 */
const RESERVATION = 60
const DRAFT = 120

/** ARGV: fields and values. */
const ADD = script(`
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
redis.call('HSET', KEYS[1], unpack(ARGV))
redis.call('EXPIRE', KEYS[1], ${DRAFT})
return 1
`)

/** What came before it lasts with it. */
const KEEP = lastingScript(`return redis.call('PERSIST', KEYS[1])`)

/** KEYS: as `whole` gives them. ARGV: password, at, when the old one was proved (or nothing). */
const SET_PASSWORD = lastingScript(`${VOID_PROOFS}
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
local notBefore = redis.call('HGET', KEYS[1], 'notBefore')
if ARGV[3] and notBefore and tonumber(notBefore) > tonumber(ARGV[3]) then return 0 end
voidProofs(KEYS[1], KEYS[3], ARGV[2])
redis.call('HSET', KEYS[1], 'password', ARGV[1])
redis.call('DEL', KEYS[2])
return 1
`)

/** KEYS: as above. ARGV: at. */
const DISABLE = lastingScript(`${VOID_PROOFS}
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
voidProofs(KEYS[1], KEYS[3], ARGV[1])
redis.call('HSET', KEYS[1], 'disabled', ARGV[1])
redis.call('DEL', KEYS[2])
return 1
`)

/** KEYS: as above. ARGV: at. */
const VOID = lastingScript(`${VOID_PROOFS}
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
voidProofs(KEYS[1], KEYS[3], ARGV[1])
return 1
`)

/** ARGV: field, value or nothing. */
const CHANGE = script(`
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
if ARGV[2] then redis.call('HSET', KEYS[1], ARGV[1], ARGV[2]) else redis.call('HDEL', KEYS[1], ARGV[1]) end
return 1
`)

/**
 * A reset's link was mailed to the address that was. KEYS: the account, its reset and its changes of the address.
 * ARGV: whether it is verified, address or nothing. Tells login and address before.
 */
const SET_EMAIL = script(`
if redis.call('EXISTS', KEYS[1]) == 0 then return {} end
local before = redis.call('HMGET', KEYS[1], 'login', 'email')
if ARGV[2] then redis.call('HSET', KEYS[1], 'email', ARGV[2]) else redis.call('HDEL', KEYS[1], 'email') end
if ARGV[1] == '1' then redis.call('HSET', KEYS[1], 'emailVerified', 1)
else redis.call('HDEL', KEYS[1], 'emailVerified') end
redis.call('DEL', KEYS[2], KEYS[3])
return before
`)

/** ARGV: previous, next. */
const REHASH = script(`
if redis.call('HGET', KEYS[1], 'password') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'password', ARGV[2])
return 1
`)

/** Whose login it is, and with it what a sign-in asks for next. ARGV: kinds of the account's keys. */
const WHOSE = script(`
local id = redis.call('GET', KEYS[1])
if not id then return {false} end
local tag = string.gsub(id, "[^%w%-_.!~*'()]", function(c) return string.format('%%%02X', string.byte(c)) end)
local reply = {id}
for _, kind in ipairs(ARGV) do
  local key = 'step-up:' .. kind .. ':{' .. tag .. '}'
  reply[#reply + 1] = key
  reply[#reply + 1] = redis.call('HGETALL', key)
end
return reply
`)

/** Whose login it is, as above, and beside it the members of the index of an address. ARGV: the index, how many, kinds. */
const NAMED = script(`
local members = redis.call('ZRANGE', ARGV[1], '-', '+', 'BYLEX', 'LIMIT', 0, ARGV[2])
local id = redis.call('GET', KEYS[1])
local reply = {{id or '', unpack(members)}}
if not id then return reply end
local tag = string.gsub(id, "[^%w%-_.!~*'()]", function(c) return string.format('%%%02X', string.byte(c)) end)
for at = 3, #ARGV do
  local key = 'step-up:' .. ARGV[at] .. ':{' .. tag .. '}'
  reply[#reply + 1] = key
  reply[#reply + 1] = redis.call('HGETALL', key)
end
return reply
`)

/** @param finishRemoval takes away what is left of an account that somebody has begun to remove */
export function createAccountStore(
  connection: RedisUnits,
  finishRemoval: (id: AccountId) => Promise<void>,
): AccountStore {
  /** All accounts in order of their logins: an operator's command reads it, no sign-in does. */
  const all = createLoginIndex(connection, keyOf('logins', 'all'))
  const byEmail = (email: string): LoginIndex => addressIndex(connection, email)

  async function read(id: string): Promise<AccountWithPassword | undefined> {
    const fields = await connection.hash(keyOf('account', id))
    return fields && withPasswordOf(id, fields)
  }

  /** Whatever the request knows of it: a password is proved as of this moment. */
  async function readNow(id: string): Promise<AccountWithPassword | undefined> {
    const key = keyOf('account', id)
    const fields = fieldsOf(await connection.send(key, 'HGETALL', key))
    return fields && withPasswordOf(id, fields)
  }

  /** The index may still name who has another address by now. */
  async function those(email: string, ids: readonly string[], limit: number) {
    const found = await Promise.all(ids.map(readNow))
    const living = found.flatMap((one) => (one && isAddressOf(one.account, email) ? [one] : []))
    return living.slice(0, Math.max(limit, 0))
  }

  async function findByLogin(login: string): Promise<AccountWithPassword | undefined> {
    const key = keyOf('login', nameKey(login))
    if (connection.scripts === 'any keys') {
      const id = await connection.readAhead(WHOSE, key, 'account', 'devices', 'recovery')
      return typeof id === 'string' ? read(id) : undefined
    }
    const id = await connection.send(key, 'GET', key)
    if (typeof id !== 'string') return undefined
    return readNow(id)
  }

  const change = async (id: AccountId, field: string, value: string | undefined) =>
    (await connection.run(
      CHANGE,
      [keyOf('account', id)],
      field,
      ...(value === undefined ? [] : [value]),
    )) === 1

  const reserve = async (login: string, id: AccountId) =>
    (await connection.send(login, 'SET', login, id, 'NX', 'EX', RESERVATION)) === 'OK'

  /** One that its login outlived was never there, or is being removed: the login goes last of all. */
  async function releaseAbandoned(login: string): Promise<boolean> {
    const holder = await connection.run(HOLDER, [login])
    if (typeof holder !== 'string') return false
    const account = keyOf('account', holder)
    if ((await connection.send(account, 'EXISTS', account)) === 1) return false
    await finishRemoval(holder as AccountId)
    await connection.run(RELEASE, [login], holder)
    return true
  }

  return {
    async add(account, passwordHash) {
      const login = keyOf('login', nameKey(account.login))
      const reserved =
        (await reserve(login, account.id)) ||
        ((await releaseAbandoned(login)) && (await reserve(login, account.id)))
      if (!reserved) return false
      const indexes = [all, ...(account.email === undefined ? [] : [byEmail(account.email)])]
      // First what may name too many: an account that stands is found in every way.
      await Promise.all(indexes.map((index) => index.add(account.login, account.id)))
      const fields = fieldsFrom(account, passwordHash).flat()
      const keys = [keyOf('account', account.id)] as const
      if ((await connection.run(ADD, keys, ...fields)) !== 1) {
        await Promise.all([
          connection.send(login, 'DEL', login),
          ...indexes.map((index) => index.remove(account.login, account.id)),
        ])
        return false
      }
      // Who was held up for so long that one of them has ended knows no more whose the login is.
      const kept =
        (await connection.send(login, 'PERSIST', login)) === 1 &&
        (await connection.run(KEEP, keys)) === 1
      if (!kept) throw new Fault('store_unavailable', 'it took too long to add an account')
      return true
    },

    find: async (id) => (await read(id))?.account,

    findByLogin,

    listByEmail: async (email, limit) =>
      those(email, await byEmail(email).list(undefined, limit + SPARE), limit),

    async findNamed(name, limit) {
      if (connection.scripts !== 'any keys') {
        const [found, addressed] = await Promise.all([
          findByLogin(name),
          byEmail(name).list(undefined, limit + SPARE),
        ])
        return found
          ? { named: found, addressed: [] }
          : { addressed: await those(name, addressed, limit) }
      }
      const index = keyOf('email', addressKey(name))
      const key = keyOf('login', nameKey(name))
      const kinds = ['account', 'devices', 'recovery'] as const
      const reply = await connection.readAhead(NAMED, key, index, limit + SPARE, ...kinds)
      const [id, ...members]: readonly unknown[] = Array.isArray(reply) ? reply : malformed('names')
      const found = id === '' ? undefined : await read(String(id))
      if (found) return { named: found, addressed: [] }
      return { addressed: await those(name, members.map(idIn), limit) }
    },

    async list(after, limit) {
      const found = await Promise.all((await all.list(after, limit)).map(read))
      return found.flatMap((one) => (one ? [one.account] : []))
    },

    async setPassword(id, passwordHash, at, provedAt) {
      const proved = provedAt === undefined ? [] : [provedAt]
      const reply = await connection.run(SET_PASSWORD, whole(id), passwordHash, at, ...proved)
      return reply === 1
    },

    async rehash(id, previous, next) {
      return (await connection.run(REHASH, [keyOf('account', id)], previous, next)) === 1
    },

    setLanguage: (id, language) => change(id, 'language', language),

    async setEmail(id, email, verified = false) {
      const account = (await read(id))?.account
      if (!account) return false
      const { login } = account
      // Named before it is true, and taken away after it was: whoever crashes leaves one name too many.
      if (email !== undefined) await byEmail(email).add(login, id)
      const reply = await connection.run(
        SET_EMAIL,
        withReset(id),
        verified ? '1' : '0',
        ...(email === undefined ? [] : [email]),
      )
      const before = Array.isArray(reply) ? reply[1] : malformed('an account')
      if (typeof before === 'string') {
        await byEmail(before).remove(login, id)
        // It is the address again (or still): whoever made it so may have named it before that.
        const now = (await read(id))?.account
        if (now && isAddressOf(now, before)) await byEmail(before).add(login, id)
      }
      return true
    },

    async disable(id, at) {
      return (await connection.run(DISABLE, whole(id), at)) === 1
    },

    enable: (id) => change(id, 'disabled', undefined),

    ...createLeaving(connection),

    async voidProofs(id, at) {
      return (await connection.run(VOID, whole(id), at)) === 1
    },
  }
}

/** Names of an index that lead nowhere, which only a crash leaves: so many hide nobody. */
const SPARE = 10

const withReset = (id: AccountId) =>
  [keyOf('account', id), keyOf('reset', id), keyOf('email-changes', id)] as const
