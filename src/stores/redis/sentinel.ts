import { createClient } from 'redis'
import { within } from './patience.ts'
import type { RedisNode } from './redis-url.ts'

/** Milliseconds that one Sentinel is given: the others are asked at the same time. */
const ANSWER = 800

type Options = NonNullable<Parameters<typeof createClient>[0]>
export type SocketOptions = NonNullable<Options['socket']>

/**
 * Asks all Sentinels at once, and believes the first that knows: one that hangs holds up nobody, and whoever
 * stands at a Sentinel's word is asked whether it is the master (Redis' guidelines for Sentinel clients).
 *
 * The client's own Sentinel mode is not used: it asks one Sentinel after the other, each without a bound, and
 * holds all commands up meanwhile, so that one Sentinel that hangs takes a healthy Redis out of reach.
 *
 * @throws AggregateError when no Sentinel answers, or none knows the master
 */
export function findMaster(
  sentinels: readonly RedisNode[],
  name: string,
  socket: SocketOptions,
): Promise<RedisNode> {
  return Promise.any(sentinels.map((node) => askOne(node, name, socket)))
}

/** A connection for one question: nothing is left of it, whatever becomes of it. */
async function askOne(node: RedisNode, name: string, socket: SocketOptions): Promise<RedisNode> {
  const client = createClient({
    RESP: 2,
    disableOfflineQueue: true,
    disableClientInfo: true,
    commandOptions: { timeout: 0 },
    socket: { ...socket, ...node, connectTimeout: ANSWER, reconnectStrategy: false },
  })
  client.on('error', () => {})
  try {
    return await within(
      client
        .connect()
        .then(() => client.sendCommand(['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', name]))
        .then((reply) => nodeOf(reply, name)),
      ANSWER,
    )
  } finally {
    try {
      client.destroy()
    } catch {
      // It was closed already.
    }
  }
}

function nodeOf(reply: unknown, name: string): RedisNode {
  const [host, port]: readonly unknown[] = Array.isArray(reply) ? reply : []
  const number = Number(port)
  if (typeof host !== 'string' || !Number.isInteger(number)) {
    throw new Error(`the Sentinel knows no master "${name}"`)
  }
  return { host, port: number }
}
