import { TransferError } from '../transfer/transfer-error.ts'
import type { Connection } from './connection.ts'

/**
 * Which slots each master of a Cluster has, as text to be compared; empty where there is no Cluster.
 *
 * @throws TransferError `source_changed` while a slot is on its way from one to another
 */
export async function slotsOf(connection: Connection): Promise<string> {
  if (connection.scripts === 'any keys') return ''
  const replies = await connection.everywhere('CLUSTER', 'NODES')
  const own = replies.map((reply) => /^(\S+) .*\bmyself\b.* connected ?(.*)$/m.exec(String(reply)))
  // Its own of them a master tells in brackets.
  if (own.some((line) => line?.[2]?.includes('['))) throw moving()
  return own
    .map((line) => `${line?.[1]} ${line?.[2]}`)
    .toSorted()
    .join('\n')
}

/** Of keys that move while all are looked through, SCAN may miss some. */
export const moving = (): TransferError =>
  new TransferError(
    'source_changed',
    'slots of the Redis Cluster move from one node to another, and keys may be missed: try again when that has ended',
  )
