import { ConfigurationError, Fault } from '../../faults.ts'
import type { Connection, RedisReply } from './connection.ts'

/** What is missing so that nothing is lost when Redis restarts. */
const VOLATILE =
  'keeps nothing on its disk, so that a restart of Redis forgets all accounts: set appendonly yes'

const UNKNOWN = 'does not tell whether it keeps anything on its disk: see that it does'

/**
 * Refuses a Redis that throws away what it was given to keep: without its devices an account is open to
 * whoever knows the password, and without its tombstones a session that was ended comes back.
 *
 * @param refuseVolatile refuse also one that keeps nothing on its disk
 * @returns what an operator should know
 * @throws ConfigurationError `store`
 */
export async function checkDurability(
  connection: Connection,
  refuseVolatile: boolean,
): Promise<readonly string[]> {
  const memory = await connection.everywhere('INFO', 'memory')
  const policies = memory.map((reply) => fieldOf(reply, 'maxmemory_policy'))
  const evicting = policies.find((policy) => policy !== 'noeviction')
  if (policies.includes(undefined) || evicting !== undefined) {
    const policy = evicting ?? 'unknown'
    throw new ConfigurationError(
      'store',
      `this Redis may throw away what is stored (maxmemory-policy is ${policy}): set maxmemory-policy noeviction`,
    )
  }
  const persistence = await connection.everywhere('INFO', 'persistence')
  if (persistence.every((reply) => fieldOf(reply, 'aof_enabled') === '1')) return []
  const snapshots = await snapshotsOf(connection)
  if (snapshots === undefined) return [`store: this Redis ${UNKNOWN}`]
  const isKept = persistence.every(
    (reply, node) => fieldOf(reply, 'aof_enabled') === '1' || snapshots[node] !== '',
  )
  if (isKept) return []
  if (refuseVolatile) throw new ConfigurationError('store', `this Redis ${VOLATILE}`)
  return [`store: this Redis ${VOLATILE}`]
}

/** When each node writes a snapshot; an empty text for never, undefined where that may not be asked. */
async function snapshotsOf(connection: Connection): Promise<readonly string[] | undefined> {
  try {
    const replies = await connection.everywhere('CONFIG', 'GET', 'save')
    const values = replies.map((reply) => (Array.isArray(reply) ? reply[1] : undefined))
    return values.every((value) => typeof value === 'string') ? values : undefined
  } catch (error) {
    // Who runs Redis for others allows nobody to ask.
    if (error instanceof Fault) return undefined
    throw error
  }
}

const fieldOf = (info: RedisReply, name: string): string | undefined =>
  new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(String(info))?.[1]
