import type { PeekedLayout } from '../sqlite/peek.ts'
import { connectOnce, type ConnectionOptions } from './connection.ts'
import { versionOf } from './migrations.ts'
import { using } from './prepare.ts'
import { SCHEMA } from './schema.ts'

/**
 * What stands in a database, looked at without changing it: opening the store would make its tables, or bring them up to
 * date.
 *
 * @throws Fault `store_unavailable`
 */
export async function peekPostgresLayout(
  options: ConnectionOptions,
): Promise<Exclude<PeekedLayout, 'unreadable'>> {
  const version = await using(connectOnce(options), versionOf)
  if (version === undefined) return 'none'
  if (version === SCHEMA.length) return 'current'
  return version < SCHEMA.length ? 'older' : 'newer'
}
