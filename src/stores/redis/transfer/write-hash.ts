import { KEEP_PENDING } from '../../retention.ts'
import type { Connection, RedisValue } from '../connection.ts'

/** Milliseconds of a day: how long Redis keeps what has expired, so that its clock takes nothing away early. */
export const DAY = KEEP_PENDING * 1000

/** Writes a hash that expires at an instant, or never. */
export async function writeHash(
  connection: Connection,
  key: string,
  fields: readonly (readonly [string, RedisValue | undefined])[],
  expiresAt: number | undefined,
): Promise<void> {
  const known = fields.flatMap(([name, value]) => (value === undefined ? [] : [name, value]))
  await Promise.all([
    connection.send(key, 'HSET', key, ...known),
    expiresAt === undefined ? undefined : connection.send(key, 'PEXPIREAT', key, expiresAt),
  ])
}
