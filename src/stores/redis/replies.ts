import type { z } from 'zod'
import { Fault } from '../../kernel/faults.ts'
import type { RedisReply } from './connection.ts'

/*
 * Replies are parsed where they leave Redis. What this program cannot have written is a fault, never a
 * default that might let somebody through.
 */

export function malformed(what: string): never {
  throw new Fault('store_unavailable', `what is stored is malformed: ${what}`)
}

export function numbersOf(reply: RedisReply): number[] {
  if (!Array.isArray(reply)) return malformed('a list of numbers')
  return reply.map((value: RedisReply) => integerOf(value))
}

export function integerOf(reply: RedisReply | undefined): number {
  const number = typeof reply === 'string' && reply !== '' ? Number(reply) : reply
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : malformed('a number')
}

/** The fields of a hash, as `HGETALL` tells them one after the other; undefined when there is no hash. */
export function fieldsOf(reply: RedisReply): ReadonlyMap<string, string> | undefined {
  if (!Array.isArray(reply)) return malformed('a hash')
  if (reply.length === 0) return undefined
  const fields = new Map<string, string>()
  for (let at = 0; at < reply.length; at += 2) {
    const [name, value]: readonly (RedisReply | undefined)[] = [reply[at], reply[at + 1]]
    if (typeof name !== 'string' || typeof value !== 'string') return malformed('a field')
    fields.set(name, value)
  }
  return fields
}

/** What was written as JSON, and is read as the schema says. */
export function jsonOf<Shape extends z.ZodType>(
  json: RedisReply | undefined,
  schema: Shape,
  what: string,
): z.output<Shape> {
  let value: unknown
  try {
    value = typeof json === 'string' ? JSON.parse(json) : malformed(what)
  } catch {
    malformed(what)
  }
  const { success, data } = schema.safeParse(value)
  return success ? data : malformed(what)
}
