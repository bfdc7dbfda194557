import { MOST_WAITING, type AuthenticatorStore } from '../../people/authenticator-store.ts'
import { refuseLookAlike } from '../../people/device-name.ts'
import { nameKey } from '../../kernel/typed.ts'
import type { AccountId } from '../../kernel/ids.ts'
import { KEEP_PENDING } from '../retention.ts'
import {
  DEVICES,
  authenticatorOf,
  jsonOfNames,
  madeOf,
  namesOf,
  oneOf,
} from './authenticator-fields.ts'
import { lastingScript, script } from './connection.ts'
import { keyOf } from './keys.ts'
import { fieldsFrom } from './recovery-codes.ts'
import { integerOf, malformed } from './replies.ts'
import type { RedisUnits } from './units.ts'

/*
 * One hash per account with the devices that wait for their first code, apart from those that sign in, which
 * every sign-in reads:
 *   <id>:made, <id>:created, <id>:order, <id>:name, <id>:nameKey    as those of the others
 *   <id>:by         who began it
 *   <id>:wrong      how many wrong codes it was sent; absent for none
 */

/** Lua: what confirmed ones leave no room for. */
const LIBRARY = `${DEVICES}
local function refusal(key, nameKey, limit)
  local fields, ids = confirmed(key)
  local taken = false
  for _, id in ipairs(ids) do
    if fields[id .. ':nameKey'] == nameKey then taken = true end
  end
  if #ids >= tonumber(limit) then return 'limit_reached', #ids end
  return taken and 'name_taken' or nil, #ids
end
local function waits(key, id, by, since)
  local known = redis.call('HMGET', key, id .. ':by', id .. ':created')
  return known[1] == by and tonumber(known[2]) >= tonumber(since)
end
local function abandon(key, id)
  return redis.call('HDEL', key, id .. ':made', id .. ':created', id .. ':order', id .. ':name',
    id .. ':nameKey', id .. ':by', id .. ':wrong')
end
`

/** KEYS: devices, those that wait. ARGV: id, made, created, name, nameKey, by, limit, since. */
const BEGIN = script(`${LIBRARY}
local refused = refusal(KEYS[1], ARGV[5], ARGV[7])
if refused then return refused end
local key, id, since = KEYS[2], ARGV[1], tonumber(ARGV[8])
local fields, ids = standing(key)
local others = {}
for _, other in ipairs(ids) do
  if fields[other .. ':by'] == ARGV[6] or tonumber(fields[other .. ':created']) < since then
    abandon(key, other)
  else
    others[#others + 1] = other
  end
end
local function isNewer(a, b)
  local one, other = tonumber(fields[a .. ':created']), tonumber(fields[b .. ':created'])
  if one ~= other then return one > other end
  return tonumber(fields[a .. ':order']) > tonumber(fields[b .. ':order'])
end
table.sort(others, isNewer)
for at = ${MOST_WAITING}, #others do abandon(key, others[at]) end
local order = redis.call('HINCRBY', key, 'order', 1)
redis.call('HSET', key, id .. ':made', ARGV[2], id .. ':created', ARGV[3], id .. ':order', order,
  id .. ':name', ARGV[4], id .. ':nameKey', ARGV[5], id .. ':by', ARGV[6])
redis.call('PEXPIRE', key, ${KEEP_PENDING * 1000})
return 'begun'
`)

/** ARGV: id, by, most, since. */
const CHARGE = script(`${LIBRARY}
local key, id = KEYS[1], ARGV[1]
if not waits(key, id, ARGV[2], ARGV[4]) then return false end
if tonumber(redis.call('HGET', key, id .. ':wrong') or 0) >= tonumber(ARGV[3]) then return false end
return redis.call('HINCRBY', key, id .. ':wrong', 1)
`)

/**
 * KEYS: devices, those that wait, recovery codes. ARGV: id, by, step, at, since, limit, the names that were
 * seen, whether its own looks like one of them, a set's fields and values.
 */
const CONFIRM = lastingScript(`${LIBRARY}
local id, name = ARGV[1], ARGV[1] .. ':name'
if not waits(KEYS[2], id, ARGV[2], ARGV[5]) then return {'gone', 0} end
local known = redis.call('HMGET', KEYS[2], id .. ':made', id .. ':created', name, name .. 'Key')
local refused, others = refusal(KEYS[1], known[4], ARGV[6])
if refused then return {refused, 0} end
local fields, ids = confirmed(KEYS[1])
if not stands(fields, ids, ARGV[7]) then return {'changed', 0} end
if ARGV[8] == '1' then return {'name_lookalike', 0} end
-- First the codes: were they refused, nothing would have changed.
local put = others == 0 and #ARGV > 8 and redis.call('EXISTS', KEYS[3]) == 0
if put then redis.call('HSET', KEYS[3], unpack(ARGV, 9)) end
clean(KEYS[1])
local order = redis.call('HINCRBY', KEYS[1], 'order', 1)
redis.call('HSET', KEYS[1], id .. ':made', known[1], id .. ':created', known[2], id .. ':order', order,
  name, known[3], name .. 'Key', known[4], id .. ':confirmed', ARGV[4], id .. ':step', ARGV[3])
redis.call('PERSIST', KEYS[1])
if others == 0 then redis.call('DEL', KEYS[2]) else abandon(KEYS[2], id) end
return {'confirmed', put and 1 or 0}
`)

/** ARGV: id, by. */
const ABANDON = script(`${LIBRARY}
if not waits(KEYS[1], ARGV[1], ARGV[2], 0) then return 0 end
abandon(KEYS[1], ARGV[1])
return 1
`)

type Enrolments = Pick<
  AuthenticatorStore,
  'begin' | 'waiting' | 'chargeFirstCode' | 'confirm' | 'abandon' | 'abandonAll'
>

/** Devices that wait for their first code. */
export const createEnrolments = (connection: RedisUnits): Enrolments => ({
  async begin(authenticator, by, limit, since) {
    const { id, accountId, name, createdAt } = authenticator
    const reply = await connection.run(
      BEGIN,
      [keyOf('devices', accountId), enrolmentsOf(accountId)],
      id,
      madeOf(authenticator),
      createdAt,
      name,
      nameKey(name),
      by,
      limit,
      since,
    )
    return oneOf(reply, ['begun', 'name_taken', 'limit_reached'])
  },

  async waiting(accountId, by, since) {
    const fields = await connection.hash(enrolmentsOf(accountId))
    const [field] = [...(fields ?? [])].find(([name, value]) => isBy(name) && value === by) ?? []
    if (!fields || field === undefined) return undefined
    const authenticator = authenticatorOf(accountId, field.slice(0, -BY.length), fields)
    return authenticator.createdAt >= since ? authenticator : undefined
  },

  async chargeFirstCode({ accountId, by, id }, most, since) {
    const reply = await connection.run(CHARGE, [enrolmentsOf(accountId)], id, by, most, since)
    return reply === null ? undefined : integerOf(reply)
  },

  async confirm({ accountId, by, id, step, at, since, limit, recoveryCodes }) {
    const [devices, waiting] = [keyOf('devices', accountId), enrolmentsOf(accountId)]
    for (;;) {
      const [known, own] = await Promise.all([connection.hash(devices), connection.hash(waiting)])
      const seen = namesOf(known)
      const alike = refuseLookAlike(own?.get(`${id}:name`) ?? '', [...seen.values()])
      const reply = await connection.run(
        CONFIRM,
        [devices, waiting, keyOf('recovery', accountId)],
        id,
        by,
        step,
        at,
        since,
        limit,
        jsonOfNames(seen),
        alike ? 1 : 0,
        ...(recoveryCodes ? fieldsFrom(recoveryCodes) : []),
      )
      if (!Array.isArray(reply)) return malformed('a confirmation')
      const [verdict = null, put] = reply
      if (alike && verdict === 'name_lookalike') return alike
      const outcome = oneOf(verdict, [
        'confirmed',
        'gone',
        'name_taken',
        'limit_reached',
        'changed',
      ])
      if (outcome === 'confirmed') return { outcome, recoveryCodes: put === 1 }
      if (outcome !== 'changed') return { outcome }
    }
  },

  async abandon({ accountId, by, id }) {
    return (await connection.run(ABANDON, [enrolmentsOf(accountId)], id, by)) === 1
  },

  async abandonAll(accountId) {
    const key = enrolmentsOf(accountId)
    await connection.send(key, 'DEL', key)
  },
})

/** It has the account's hash tag: whatever voids what waits does so in its own script. */
export const enrolmentsOf = (accountId: AccountId | string): string =>
  keyOf('enrolments', accountId)

const BY = ':by'
const isBy = (field: string): boolean => field.endsWith(BY)
