import { present } from '../../kernel/typing.ts'
import type { SecureContextOptions } from 'node:tls'
import { createClient, createCluster } from 'redis'
import { slotOf, tagsOf } from './cluster-slot.ts'
import { PATIENCE, within } from './patience.ts'
import type { RedisNode, RedisTarget } from './redis-url.ts'
import { findMaster } from './sentinel.ts'

/** Longest wait between two attempts to connect, in milliseconds: service resumes soon after Redis does. */
const RECONNECT = 1000

/** The one part there is where there is no Cluster. */
const WHOLE = 'all'

/** What a link is opened with, beside the URL: the contents of PEM files. */
export type RedisTls = Pick<SecureContextOptions, 'ca' | 'cert' | 'key'>

/** One that is written to. */
export interface LinkNode {
  readonly part: string
  readonly ask: (args: string[]) => Promise<unknown>
}

/** One client, with whatever connections it has. Rejects with the client's own errors. */
export interface Link {
  readonly command: (key: string, args: string[]) => Promise<unknown>
  /** What is out together with whatever else is there: a Cluster's master, by its address. */
  readonly partOf: (key: string) => string
  readonly nodes: () => readonly LinkNode[]
  /** Hash tags, one for each node that is written to. @throws Error where a Cluster is not whole */
  readonly tags: () => readonly string[]
  /** Waits for answers that are due. */
  readonly close: () => Promise<unknown>
  readonly destroy: () => unknown
}

interface Connecting {
  connect(): Promise<unknown>
  destroy(): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
}

interface Answering {
  sendCommand(args: readonly string[]): Promise<unknown>
  destroy(): unknown
}

/**
 * Connects, or gives up for good: the client itself would go on trying, and keep the process alive. Later
 * each command that fails says so by itself, and the client reconnects.
 */
async function connected(client: Connecting): Promise<void> {
  let reason: Error | undefined
  client.on('error', (error) => {
    reason = error
  })
  try {
    await within(client.connect())
  } catch (error) {
    try {
      client.destroy()
    } catch {
      // It was closed already.
    }
    throw reason ?? error
  }
}

/** @throws whatever a client that is connected gets to hear, and closes it */
async function answered(client: Answering): Promise<void> {
  try {
    await within(client.sendCommand(['INFO', 'persistence']))
  } catch (error) {
    // An answer all the same: what is not allowed is looked at, and named, where it is needed.
    if (error instanceof Error && error.message.startsWith('NOPERM')) return
    client.destroy()
    throw error
  }
}

/** @throws whatever the client does */
export async function openLink(target: RedisTarget, tls: RedisTls = {}): Promise<Link> {
  const socket = {
    connectTimeout: PATIENCE,
    reconnectStrategy: (attempts: number) => Math.min(50 * 2 ** attempts, RECONNECT),
    ...(target.tls ? { tls: true as const, ...tls } : {}),
  }
  const { username, password, database } = target
  const login = {
    ...present({ username, password }),
  }
  // Without a queue: what cannot be sent now fails now, and memory stays flat while Redis is away.
  // Without a time of the client's own for each command: `supervise` counts it, and what the client counts it
  // with stays behind for five seconds, after which it is worth an error each.
  const commandOptions = { timeout: 0 }
  // `CLIENT SETINFO` would take a right more, and tells nobody anything.
  const common = { disableOfflineQueue: true, disableClientInfo: true }
  const options = { ...login, ...common, commandOptions, RESP: 2 as const, socket }
  if (target.kind === 'cluster') {
    const cluster = createCluster({
      // Each is asked where the others are by a connection for that alone; from one that hangs it would
      // stay open, and all that are tried while it hangs.
      rootNodes: target.nodes.map((node) => ({
        ...options,
        socket: { ...socket, ...node, socketTimeout: PATIENCE / 2 },
      })),
      defaults: options,
      RESP: 2,
      // A master that is out must not keep the others from being used.
      minimizeConnections: true,
    })
    await connected(cluster)
    return {
      command: (key, args) => cluster.sendCommand(key, false, args),
      tags: () => tagsOf((slot) => cluster.slots[slot]?.master.address),
      partOf: (key) => cluster.slots[slotOf(key)]?.master.address ?? '',
      nodes: () =>
        cluster.masters.map((node) => ({
          part: node.address,
          ask: async (args) => (await cluster.nodeClient(node)).sendCommand(args),
        })),
      close: () => cluster.close(),
      destroy: () => cluster.destroy(),
    }
  }
  async function openSingle(node: RedisNode | undefined) {
    const client = createClient({
      ...options,
      socket: { ...socket, ...node },
      ...present({ database }),
    })
    await connected(client)
    // A server that takes no more clients lets them in first, and tells them so at the first command.
    await answered(client)
    return client
  }
  const linkTo = (client: Awaited<ReturnType<typeof openSingle>>): Link => ({
    command: (_key, args) => client.sendCommand(args),
    tags: () => [WHOLE],
    partOf: () => WHOLE,
    nodes: () => [{ part: WHOLE, ask: (args) => client.sendCommand(args) }],
    close: () => client.close(),
    destroy: () => client.destroy(),
  })
  if (target.kind === 'single') return linkTo(await openSingle(target.nodes[0]))

  const ask = () => findMaster(target.nodes, target.name ?? '', socket)
  const master = await ask()
  const client = await openSingle(master)
  try {
    await refuseReplica((args) => client.sendCommand(args))
  } catch (error) {
    client.destroy()
    throw error
  }
  const link = linkTo(client)
  const stop = whenMoved(master, ask, () => client.destroy())
  return {
    ...link,
    close() {
      stop()
      return link.close()
    },
    destroy() {
      stop()
      return link.destroy()
    },
  }
}

/** A master that has become a replica says so itself, also where a Sentinel has not heard of it yet. */
async function refuseReplica(ask: (args: string[]) => Promise<unknown>): Promise<void> {
  const reply = await within(ask(['ROLE']))
  if (!Array.isArray(reply) || String(reply[0]) !== 'master') throw new Error('it is not a master')
}

/**
 * Cuts a link off whose master is the master no more: cut off by itself from Sentinels and replicas, it would
 * go on acknowledging what is lost. A Sentinel that hangs, or knows nothing, changes nothing.
 *
 * @returns ends it
 */
function whenMoved(master: RedisNode, ask: () => Promise<RedisNode>, cut: () => unknown) {
  let [asking, isStopped] = [false, false]
  async function look(): Promise<void> {
    if (asking) return
    asking = true
    const now = await ask().catch(() => master)
    asking = false
    if (isStopped || (now.host === master.host && now.port === master.port)) return
    stop()
    cut()
  }
  const timer = setInterval(() => void look(), RECONNECT)
  timer.unref()
  const stop = (): void => {
    isStopped = true
    clearInterval(timer)
  }
  return stop
}
