import type { Instant } from '../../kernel/instant.ts'

const DAY = 86_400_000

/**
 * Milliseconds for which Redis keeps what expires at an instant. Whether it has expired is for who asks
 * to say, by its own clock; Redis, which counts by another, only clears away, and not too early.
 */
export const lifeUntil = (now: Instant, expiresAt: Instant): number =>
  Math.max(expiresAt - now, DAY)

/** Lua: a key lives at least as long as what lives longest in it. */
export const OUTLIVE = `
local function outlive(key, life)
  if redis.call('PTTL', key) < tonumber(life) then redis.call('PEXPIRE', key, life) end
end
`
