import type { AccountStore } from '../../people/account-store.ts'
import type { AccountId } from '../../kernel/ids.ts'
import { plusSeconds, type Instant } from '../../kernel/instant.ts'
import { lastingScript } from './connection.ts'
import { keyOf } from './keys.ts'
import { fieldsOf, integerOf } from './replies.ts'
import type { RedisUnits } from './units.ts'

/** ARGV: when. */
const LEAVE = lastingScript(`
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
return redis.call('HSETNX', KEYS[1], 'leaves', ARGV[1])
`)

/** ARGV: now. */
const STAY = lastingScript(`
local leaves = redis.call('HGET', KEYS[1], 'leaves')
if not leaves or tonumber(leaves) <= tonumber(ARGV[1]) then return 0 end
return redis.call('HDEL', KEYS[1], 'leaves')
`)

/** By when each is taken away: in another slot of a Cluster than the accounts, so it may name more than there are. */
export const LEAVING = keyOf('leaving', 'all')

/** Seconds until an account is looked at again that is named there and does not leave: somebody may just be saying so. */
const LATER = 86_400

/** The part of the accounts' port that is about whose owners want them deleted. */
export function createLeaving(
  connection: RedisUnits,
): Pick<AccountStore, 'leave' | 'stay' | 'listLeft'> {
  /** Puts right what the index says where the account says otherwise. */
  async function hasLeft(id: string, now: Instant): Promise<AccountId | undefined> {
    const key = keyOf('account', id)
    const fields = fieldsOf(await connection.send(key, 'HGETALL', key))
    if (!fields) {
      await connection.send(LEAVING, 'ZREM', LEAVING, id)
      return undefined
    }
    const leaves = fields.get('leaves')
    const leavesAt = leaves === undefined ? undefined : integerOf(leaves)
    if (leavesAt !== undefined && leavesAt <= now) return id as AccountId
    const next = leavesAt ?? plusSeconds(now, LATER)
    await connection.send(LEAVING, 'ZADD', LEAVING, 'XX', next, id)
    return undefined
  }

  return {
    async leave(id, at) {
      // Named before it is true: whoever crashes leaves one name too many.
      await connection.send(LEAVING, 'ZADD', LEAVING, 'NX', at, id)
      return (await connection.run(LEAVE, [keyOf('account', id)], at)) === 1
    },

    async stay(id, now) {
      return (await connection.run(STAY, [keyOf('account', id)], now)) === 1
    },

    async listLeft(now, limit) {
      if (limit < 1) return []
      const range = ['-inf', now, 'BYSCORE', 'LIMIT', 0, limit] as const
      const reply = await connection.send(LEAVING, 'ZRANGE', LEAVING, ...range)
      const ids = Array.isArray(reply) ? reply.map(String) : []
      const left = await Promise.all(ids.map((id) => hasLeft(id, now)))
      return left.flatMap((id) => id ?? [])
    },
  }
}
