import type { Connection, RedisReply } from './connection.ts'
import { malformed } from './replies.ts'

/** Keys that a node looks at for one answer: little enough that nobody who signs in notices. */
const COUNT = 1000

/** This program's keys on all nodes that are written to; one may be told twice (as `SCAN` says). */
export async function* scanKeys(connection: Connection): AsyncIterable<readonly string[]> {
  for (const ask of connection.nodes()) {
    let cursor = '0'
    do {
      const reply = await ask('SCAN', cursor, 'MATCH', 'step-up:*', 'COUNT', COUNT)
      const [next, keys] = Array.isArray(reply) ? (reply as readonly RedisReply[]) : []
      if (typeof next !== 'string' || !Array.isArray(keys)) malformed('keys')
      cursor = next
      yield keys.map(String)
    } while (cursor !== '0')
  }
}
