import { createClient, createCluster, createSentinel } from 'redis'
import { slotOf } from './cluster-slot.ts'
import { PATIENCE, within } from './patience.ts'
import type { RedisTarget } from './redis-url.ts'

/** Longest wait between two attempts to connect, in milliseconds: service resumes soon after Redis does. */
const RECONNECT = 1000

/** The one part there is where there is no Cluster. */
const WHOLE = 'all'

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
  /** Waits for answers that are due. */
  readonly close: () => Promise<unknown>
  readonly destroy: () => unknown
}

/** Nobody there: without this the client goes on trying, and keeps the process alive. */
async function connected(client: {
  connect(): Promise<unknown>
  destroy(): unknown
}): Promise<void> {
  try {
    await within(client.connect())
  } catch (error) {
    try {
      client.destroy()
    } catch {
      // It was closed already.
    }
    throw error
  }
}

function ignore(): void {
  // Each command that fails says so by itself; the client goes on reconnecting.
}

/** @throws whatever the client does */
export async function openLink(target: RedisTarget): Promise<Link> {
  const socket = {
    connectTimeout: PATIENCE,
    reconnectStrategy: (attempts: number) => Math.min(50 * 2 ** attempts, RECONNECT),
    ...(target.tls ? { tls: true as const } : {}),
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
    cluster.on('error', ignore)
    await connected(cluster)
    return {
      command: (key, args) => cluster.sendCommand(key, false, args),
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
      nodeClientOptions: { ...options, ...(database === undefined ? {} : { database }) },
      RESP: 2,
    })
    sentinel.on('error', ignore)
    await connected(sentinel)
    return {
      command: (_key, args) => sentinel.sendCommand(false, args),
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
  client.on('error', ignore)
  await connected(client)
  return {
    command: (_key, args) => client.sendCommand(args),
    partOf: () => WHOLE,
    nodes: () => [{ part: WHOLE, ask: (args) => client.sendCommand(args) }],
    close: () => client.close(),
    destroy: () => client.destroy(),
  }
}
