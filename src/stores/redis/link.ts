import type { SecureContextOptions } from 'node:tls'
import { createClient, createCluster, createSentinel } from 'redis'
import { slotOf, tagsOf } from './cluster-slot.ts'
import { PATIENCE, within } from './patience.ts'
import type { RedisTarget } from './redis-url.ts'

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

/** @throws whatever the client does */
export async function openLink(target: RedisTarget, tls: RedisTls = {}): Promise<Link> {
  const socket = {
    connectTimeout: PATIENCE,
    reconnectStrategy: (attempts: number) => Math.min(50 * 2 ** attempts, RECONNECT),
    ...(target.tls ? { tls: true as const, ...tls } : {}),
  }
  const { username, password, database } = target
  const login = {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
  }
  // Without a queue: what cannot be sent now fails now, and memory stays flat while Redis is away.
  // Without a time of the client's own for each command: `supervise` counts it, and what the client counts it
  // with stays behind for five seconds, after which it is worth an error each.
  const commandOptions = { timeout: 0 }
  const options = { ...login, disableOfflineQueue: true, commandOptions, RESP: 2 as const, socket }
  const [first] = target.nodes
  if (target.kind === 'cluster') {
    const cluster = createCluster({
      rootNodes: target.nodes.map((node) => ({ ...options, socket: { ...socket, ...node } })),
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
  if (target.kind === 'sentinel') {
    const sentinel = createSentinel({
      name: target.name ?? '',
      sentinelRootNodes: target.nodes.map((node) => ({ ...node })),
      // The login is the nodes'; Sentinels rarely have one.
      sentinelClientOptions: { socket },
      // Fails at once where it cannot be sent, as above, and sends nothing twice: a script that ran on a
      // master that is gone may have done its work.
      maxCommandRediscovers: 0,
      scanInterval: RECONNECT,
      nodeClientOptions: { ...options, ...(database === undefined ? {} : { database }) },
      RESP: 2,
    })
    await connected(sentinel)
    return {
      command: (_key, args) => sentinel.sendCommand(false, args),
      tags: () => [WHOLE],
      partOf: () => WHOLE,
      nodes: () => [{ part: WHOLE, ask: (args) => sentinel.sendCommand(false, args) }],
      close: async () => sentinel.close(),
      destroy: () => sentinel.destroy(),
    }
  }
  const client = createClient({
    ...options,
    socket: { ...socket, ...first },
    ...(database === undefined ? {} : { database }),
  })
  await connected(client)
  return {
    command: (_key, args) => client.sendCommand(args),
    tags: () => [WHOLE],
    partOf: () => WHOLE,
    nodes: () => [{ part: WHOLE, ask: (args) => client.sendCommand(args) }],
    close: () => client.close(),
    destroy: () => client.destroy(),
  }
}
