import { enrolmentsOf } from './enrolments.ts'
import { keyOf } from './keys.ts'

/**
 * Lua: what was proved counts no more, and what waits for a first code has been begun in vain. Never moved
 * back; see the store on SQLite.
 */
export const VOID_PROOFS = `
local function voidProofs(account, enrolments, at)
  local known = tonumber(redis.call('HGET', account, 'notBefore') or at)
  redis.call('HSET', account, 'notBefore', string.format('%.0f', math.max(known, tonumber(at))))
  redis.call('DEL', enrolments)
end
`

/** What such a script touches: the account, its reset, and what waits. */
export const whole = (id: string) =>
  [keyOf('account', id), keyOf('reset', id), enrolmentsOf(id)] as const
