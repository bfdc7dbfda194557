import { z } from 'zod'
import type { ClaimedLogoutNotice, LogoutOutbox } from '../../accounts/logout-outbox.ts'
import type { AccountId, LogoutNoticeId } from '../../ids.ts'
import type { Instant } from '../../instant.ts'
import { script, type Connection } from './connection.ts'
import { keyOf } from './keys.ts'
import { integerOf, jsonOf, malformed } from './replies.ts'

/*
 * All notices that wait, for all nodes: a sorted set of their ids by when they are due, and a hash with `<id>:made`
 * (JSON) and `<id>:attempts`. The two have one hash tag, so that one script claims.
 */
export const LOGOUT_KEYS = [keyOf('logouts-due', 'logouts'), keyOf('logouts', 'logouts')] as const

/** ARGV: id, made, due, attempts. */
const ADD = script(`
redis.call('HSET', KEYS[2], ARGV[1] .. ':made', ARGV[2], ARGV[1] .. ':attempts', ARGV[4])
redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
return 1
`)

/** ARGV: now, until. Tells the id, what was made, and how often it was claimed. */
const CLAIM = script(`
local id = redis.call('ZRANGE', KEYS[1], '-inf', ARGV[1], 'BYSCORE', 'LIMIT', 0, 1)[1]
if not id then return {} end
redis.call('ZADD', KEYS[1], ARGV[2], id)
local attempts = redis.call('HINCRBY', KEYS[2], id .. ':attempts', 1)
return {id, redis.call('HGET', KEYS[2], id .. ':made'), attempts}
`)

/** ARGV: id. */
const DONE = script(`
redis.call('HDEL', KEYS[2], ARGV[1] .. ':made', ARGV[1] .. ':attempts')
return redis.call('ZREM', KEYS[1], ARGV[1])
`)

/** ARGV: id, attempts, due. */
const LATER = script(`
if redis.call('HGET', KEYS[2], ARGV[1] .. ':attempts') ~= ARGV[2] then return 0 end
redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
return 1
`)

export const createLogoutOutbox = (connection: Connection): LogoutOutbox => ({
  async add({ id, clientId, accountId, sid, createdAt }, claimedUntil) {
    const made = JSON.stringify({ clientId, accountId, sid, createdAt })
    const attempts = claimedUntil === undefined ? 0 : 1
    await connection.run(ADD, LOGOUT_KEYS, id, made, claimedUntil ?? createdAt, attempts)
  },

  async claim(now, until) {
    const reply = await connection.run(CLAIM, LOGOUT_KEYS, now, until)
    if (!Array.isArray(reply)) return malformed('a logout notice')
    const [id, made, attempts] = reply
    if (id === undefined) return undefined
    return claimedOf(String(id), jsonOf(made, noticeSchema, 'a logout notice'), integerOf(attempts))
  },

  async done(id) {
    return (await connection.run(DONE, LOGOUT_KEYS, id)) === 1
  },

  async later({ id, attempts }, dueAt) {
    return (await connection.run(LATER, LOGOUT_KEYS, id, attempts, dueAt)) === 1
  },
})

export const noticeSchema = z.object({
  clientId: z.string(),
  accountId: z.string(),
  sid: z.string().exactOptional(),
  createdAt: z.int(),
})

const claimedOf = (
  id: string,
  { clientId, accountId, createdAt, ...rest }: z.output<typeof noticeSchema>,
  attempts: number,
): ClaimedLogoutNotice => ({
  id: id as LogoutNoticeId,
  clientId,
  accountId: accountId as AccountId,
  ...rest,
  createdAt: createdAt as Instant,
  attempts,
})
