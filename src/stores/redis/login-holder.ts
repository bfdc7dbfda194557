import { script } from './connection.ts'

/** Tells the id that a login leads to for good; nothing where it is free or reserved. */
export const HOLDER = script(`
if redis.call('PTTL', KEYS[1]) ~= -1 then return false end
return redis.call('GET', KEYS[1])
`)

/** ARGV: the id that it leads to. */
export const RELEASE = script(`
if redis.call('PTTL', KEYS[1]) ~= -1 or redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
`)
