import { createHash } from 'node:crypto'
import { Fault } from '../../kernel/faults.ts'
import type { AccountId } from '../../kernel/ids.ts'
import type { DocumentEngine, StoredDocument } from '../documents/port.ts'
import type { Connection } from './connection.ts'
import { partsOf } from './keys.ts'
import { malformed } from './replies.ts'
import { slotsOf } from './slots.ts'
import { TransferError } from '../transfer/transfer-error.ts'

/** Keys that a node looks at for one answer, at least: little enough that nobody who signs in notices. */
const COUNT = 200

/**
 * Walks over all documents, node by node. Where a walk goes on is a text: the node's place, where it has come to there, and
 * which slots each node has: of keys that move from one node to another meanwhile, it may miss some.
 */
export const createDocumentWalk =
  (
    connection: Connection,
    read: (ids: readonly AccountId[]) => Promise<readonly StoredDocument[]>,
  ): DocumentEngine['page'] =>
  async (after, limit) => {
    const slots = await fingerprint(connection)
    const [began = slots, place = '0', from = '0'] = after?.split(' ') ?? []
    if (began !== slots) throw moving()
    const nodes = connection.nodes()
    let [node, cursor] = [Number(place), from]
    for (let ids: readonly AccountId[] = []; ;) {
      const ask = nodes[node]
      if (!ask) return { found: [] }
      const match = ['MATCH', 'step-up:document:*', 'COUNT', Math.max(limit, COUNT)] as const
      const reply = await ask('SCAN', cursor, ...match)
      const [next, keys]: readonly unknown[] = Array.isArray(reply) ? reply : []
      if (typeof next !== 'string' || !Array.isArray(keys)) return malformed('keys')
      ids = keys.map((key) => partsOf(String(key))?.whose ?? malformed('a key')) as AccountId[]
      cursor = next
      if (cursor === '0') node += 1
      const isEnd = node >= nodes.length
      if (ids.length === 0 && !isEnd) continue
      const found = await read(ids)
      return isEnd ? { found } : { found, next: `${slots} ${node} ${cursor}` }
    }
  }

/** Which slots each node has. @throws Fault `store_unavailable` while one is on its way */
async function fingerprint(connection: Connection): Promise<string> {
  const slots = await slotsOf(connection).catch((error: unknown) => {
    throw error instanceof TransferError ? moving(error) : error
  })
  return createHash('sha256').update(slots).digest('base64url').slice(0, 16)
}

const moving = (cause?: Error): Fault =>
  new Fault(
    'store_unavailable',
    'slots of the Redis Cluster move, and accounts may be missed: try again when that has ended',
    { cause },
  )
