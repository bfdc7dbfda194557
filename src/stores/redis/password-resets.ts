import type { PasswordReset, PasswordResetStore } from '../../accounts/password-reset-store.ts'
import type { AccountId } from '../../ids.ts'
import type { Clock, Instant } from '../../instant.ts'
import { VOID_PROOFS } from './accounts.ts'
import { lastingScript, script, type Connection } from './connection.ts'
import { keyOf } from './keys.ts'
import { lifeUntil } from './lifetime.ts'
import { fieldsOf, integerOf, malformed } from './replies.ts'

/*
 * One hash per account, beside the account's own: whatever voids it does so in its own script. That a
 * token is an account's is remembered under the token, and is a hint: what counts is the hash.
 */

/** ARGV: milliseconds to live, then fields and values. */
const PUT = script(`
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], unpack(ARGV, 2))
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return 1
`)

/** KEYS: the account and its reset. ARGV: at, token, password. */
const REDEEM = lastingScript(`${VOID_PROOFS}
local known = redis.call('HMGET', KEYS[2], 'token', 'expires')
if known[1] ~= ARGV[2] or tonumber(known[2]) <= tonumber(ARGV[1]) then return 0 end
if redis.call('EXISTS', KEYS[1]) == 0 or redis.call('HEXISTS', KEYS[1], 'disabled') == 1 then return 0 end
voidProofs(KEYS[1], ARGV[1])
redis.call('HSET', KEYS[1], 'password', ARGV[3])
redis.call('DEL', KEYS[2])
return 1
`)

export function createPasswordResetStore(connection: Connection, clock: Clock): PasswordResetStore {
  async function holderOf(token: string): Promise<string | undefined> {
    const key = keyOf('reset-token', token)
    const holder = await connection.send(key, 'GET', key)
    return typeof holder === 'string' ? holder : undefined
  }

  return {
    async put({ tokenHash, accountId, clientId, expiresAt }) {
      const token = textOf(tokenHash)
      const life = lifeUntil(clock(), expiresAt)
      const hint = keyOf('reset-token', token)
      await connection.send(hint, 'SET', hint, accountId, 'PX', life)
      await connection.run(
        PUT,
        [keyOf('reset', accountId)],
        life,
        'token',
        token,
        'expires',
        expiresAt,
        ...(clientId === undefined ? [] : ['client', clientId]),
      )
    },

    async find(tokenHash, now) {
      const token = textOf(tokenHash)
      const holder = await holderOf(token)
      if (holder === undefined) return undefined
      const key = keyOf('reset', holder)
      const fields = fieldsOf(await connection.send(key, 'HGETALL', key))
      if (fields?.get('token') !== token) return undefined
      const reset = resetOf(holder, tokenHash, fields)
      return reset.expiresAt > now ? reset : undefined
    },

    async redeem(tokenHash, passwordHash, at) {
      const token = textOf(tokenHash)
      const holder = await holderOf(token)
      if (holder === undefined) return false
      const keys = [keyOf('account', holder), keyOf('reset', holder)] as const
      return (await connection.run(REDEEM, keys, at, token, passwordHash)) === 1
    },
  }
}

export const textOf = (tokenHash: Uint8Array): string =>
  Buffer.from(tokenHash).toString('base64url')

function resetOf(
  accountId: string,
  tokenHash: Uint8Array,
  fields: ReadonlyMap<string, string>,
): PasswordReset {
  const clientId = fields.get('client')
  return {
    tokenHash: Uint8Array.from(tokenHash),
    accountId: accountId as AccountId,
    expiresAt: integerOf(fields.get('expires') ?? malformed('a reset')) as Instant,
    ...(clientId === undefined ? {} : { clientId }),
  }
}
