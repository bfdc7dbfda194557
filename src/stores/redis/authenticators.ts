import type { AuthenticatorStore } from '../../people/authenticator-store.ts'
import { refuseLookAlike } from '../../people/device-name.ts'
import { nameKey } from '../../kernel/typed.ts'
import { DEVICES, authenticatorOf, jsonOfNames, namesOf, oneOf } from './authenticator-fields.ts'
import { lastingScript, script } from './connection.ts'
import { createEnrolments, enrolmentsOf } from './enrolments.ts'
import { keyOf } from './keys.ts'
import { integerOf } from './replies.ts'
import type { RedisUnits } from './units.ts'

/** Lua: `AuthenticatorStore.acceptStep`. */
export const ACCEPTING = `
local function acceptStep(key, id, step, at)
  local known = redis.call('HMGET', key, id .. ':confirmed', id .. ':step')
  if not known[1] or tonumber(known[2]) >= tonumber(step) then return false end
  redis.call('HSET', key, id .. ':step', step, id .. ':used', at)
  return true
end
`

/** ARGV: id, step, at. */
const ACCEPT_STEP = script(`${ACCEPTING}
if acceptStep(KEYS[1], unpack(ARGV)) then return 1 end
return 0
`)

/** ARGV: id, name, nameKey, the names that were seen, whether it looks like one of them. */
const RENAME = script(`${DEVICES}
local fields, ids = confirmed(KEYS[1])
if not fields[ARGV[1] .. ':confirmed'] then return 'not_found' end
for _, id in ipairs(ids) do
  if id ~= ARGV[1] and fields[id .. ':nameKey'] == ARGV[3] then return 'name_taken' end
end
if not stands(fields, ids, ARGV[4]) then return 'changed' end
if ARGV[5] == '1' then return 'name_lookalike' end
redis.call('HSET', KEYS[1], ARGV[1] .. ':name', ARGV[2], ARGV[1] .. ':nameKey', ARGV[3])
return 'renamed'
`)

const REMOVE = lastingScript(`${DEVICES}
if delete(KEYS[1], ARGV[1]) > 0 then return 1 end
return 0
`)

/** Looks and deletes in one: two that go at once would otherwise both see the other. */
const REMOVE_SPARE = lastingScript(`${DEVICES}
local fields, ids = confirmed(KEYS[1])
if not fields[ARGV[1] .. ':confirmed'] then return 'not_found' end
if #ids == 1 then return 'last' end
delete(KEYS[1], ARGV[1])
return 'removed'
`)

/** KEYS: devices, those that wait. */
const REMOVE_ALL = lastingScript(`${DEVICES}
local _, ids = confirmed(KEYS[1])
redis.call('DEL', KEYS[1], KEYS[2])
return #ids
`)

export const createAuthenticatorStore = (connection: RedisUnits): AuthenticatorStore => ({
  ...createEnrolments(connection),

  async list(accountId) {
    const key = keyOf('devices', accountId)
    const fields = (await connection.hash(key)) ?? new Map<string, string>()
    return [...fields.keys()]
      .flatMap((name) => (name.endsWith(':confirmed') ? [name.slice(0, -':confirmed'.length)] : []))
      .map((id) => ({
        authenticator: authenticatorOf(accountId, id, fields),
        order: integerOf(fields.get(`${id}:order`)),
      }))
      .toSorted(
        (a, b) => a.authenticator.createdAt - b.authenticator.createdAt || a.order - b.order,
      )
      .map(({ authenticator }) => authenticator)
  },

  async acceptStep(accountId, id, step, at) {
    return (await connection.run(ACCEPT_STEP, [keyOf('devices', accountId)], id, step, at)) === 1
  },

  async rename(accountId, id, name) {
    const key = keyOf('devices', accountId)
    for (;;) {
      const seen = namesOf(await connection.hash(key))
      const others = [...seen].flatMap(([other, known]) => (other === id ? [] : [known]))
      const alike = refuseLookAlike(name, others)
      const judged = [jsonOfNames(seen), alike ? 1 : 0] as const
      const reply = await connection.run(RENAME, [key], id, name, nameKey(name), ...judged)
      if (alike && reply === 'name_lookalike') return alike
      const outcome = oneOf(reply, ['renamed', 'name_taken', 'not_found', 'changed'])
      // Each time another's change has come first, and an account has few devices.
      if (outcome !== 'changed') return outcome
    }
  },

  async remove(accountId, id) {
    return (await connection.run(REMOVE, [keyOf('devices', accountId)], id)) === 1
  },

  async removeSpare(accountId, id) {
    const reply = await connection.run(REMOVE_SPARE, [keyOf('devices', accountId)], id)
    return oneOf(reply, ['removed', 'last', 'not_found'])
  },

  async removeAll(accountId) {
    const keys = [keyOf('devices', accountId), enrolmentsOf(accountId)] as const
    return integerOf(await connection.run(REMOVE_ALL, keys))
  },
})
