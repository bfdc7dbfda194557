import { present } from '../../kernel/typing.ts'
import type { PasswordReset, PasswordResetStore } from '../../people/password-reset-store.ts'
import type { AccountId } from '../../kernel/ids.ts'
import type { Clock, Instant } from '../../kernel/instant.ts'
import { lastingScript, script, type Connection } from './connection.ts'
import { keyOf } from './keys.ts'
import { OUTLIVE, lifeUntil } from './lifetime.ts'
import { fieldsOf, integerOf } from './replies.ts'
import { VOID_PROOFS, whole } from './void-proofs.ts'

/*
 * One hash per account, beside the account's own: whatever voids its resets does so in its own script. A field is a
 * token, its value when it expires and, after a space, the application. That a token is an account's is remembered
 * under the token, and is a hint: what counts is the hash. Up to 0.1.0 the hash was one reset, whose fields had names.
 */

/** ARGV: milliseconds to live, now, token, value. What has expired goes. */
const PUT = script(`${OUTLIVE}
local all = redis.call('HGETALL', KEYS[1])
for at = 1, #all, 2 do
  local expires = #all[at] > 16 and tonumber(string.match(all[at + 1], '^%d+'))
  if expires and expires <= tonumber(ARGV[2]) then redis.call('HDEL', KEYS[1], all[at]) end
end
redis.call('HSET', KEYS[1], ARGV[3], ARGV[4])
outlive(KEYS[1], ARGV[1])
return 1
`)

/** KEYS: as `whole` gives them. ARGV: at, token, password. */
const REDEEM = lastingScript(`${VOID_PROOFS}
local known = redis.call('HGET', KEYS[2], ARGV[2])
if not known and redis.call('HGET', KEYS[2], 'token') == ARGV[2] then
  known = redis.call('HGET', KEYS[2], 'expires')
end
if not known or tonumber(string.match(known, '^%d+')) <= tonumber(ARGV[1]) then return 0 end
if redis.call('EXISTS', KEYS[1]) == 0 or redis.call('HEXISTS', KEYS[1], 'disabled') == 1 then return 0 end
voidProofs(KEYS[1], KEYS[3], ARGV[1])
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
      const now = clock()
      const life = lifeUntil(now, expiresAt)
      const hint = keyOf('reset-token', token)
      await connection.send(hint, 'SET', hint, accountId, 'PX', life)
      const value = valueOf(expiresAt, clientId)
      await connection.run(PUT, [keyOf('reset', accountId)], life, now, token, value)
    },

    async find(tokenHash, now) {
      const token = textOf(tokenHash)
      const holder = await holderOf(token)
      if (holder === undefined) return undefined
      const key = keyOf('reset', holder)
      const fields = fieldsOf(await connection.send(key, 'HGETALL', key))
      const found = fields && resetsOf(fields).find((reset) => reset.token === token)
      if (!found || found.expiresAt <= now) return undefined
      const { expiresAt, clientId } = found
      return {
        tokenHash: Uint8Array.from(tokenHash),
        accountId: holder as AccountId,
        expiresAt,
        ...present({ clientId }),
      } satisfies PasswordReset
    },

    async redeem(tokenHash, passwordHash, at) {
      const token = textOf(tokenHash)
      const holder = await holderOf(token)
      if (holder === undefined) return false
      return (await connection.run(REDEEM, whole(holder), at, token, passwordHash)) === 1
    },
  }
}

export const textOf = (tokenHash: Uint8Array): string =>
  Buffer.from(tokenHash).toString('base64url')

/** What stands under a token. */
export const valueOf = (expiresAt: number, clientId: string | undefined): string =>
  clientId === undefined ? String(expiresAt) : `${expiresAt} ${clientId}`

interface StoredReset {
  readonly token: string
  readonly expiresAt: Instant
  readonly clientId?: string
}

/** An account's resets, whoever wrote them. */
export function resetsOf(fields: ReadonlyMap<string, string>): readonly StoredReset[] {
  const token = fields.get('token')
  if (token !== undefined) {
    const client = fields.get('client')
    const written = valueOf(integerOf(fields.get('expires')), client)
    const others = [...fields].filter(([name]) => !FORMER.has(name))
    return resetsOf(new Map([[token, written], ...others]))
  }
  return [...fields].map(([name, value]) => {
    const space = value.indexOf(' ')
    return {
      token: name,
      expiresAt: integerOf(space < 0 ? value : value.slice(0, space)) as Instant,
      ...(space < 0 ? {} : { clientId: value.slice(space + 1) }),
    }
  })
}

/** No token is so short. */
const FORMER = new Set(['token', 'expires', 'client'])
