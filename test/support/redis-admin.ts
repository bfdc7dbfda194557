import { createClient, createCluster } from 'redis'

/** What of a Redis no port tells. */
export interface RedisAdmin {
  keys(pattern: string): Promise<string[]>
  /** A command on one key. */
  send(key: string, ...command: string[]): Promise<unknown>
  close(): Promise<void>
}

/** @param url of one Redis, or of a Cluster */
export async function openRedisAdmin(url: string): Promise<RedisAdmin> {
  if (!url.includes('+cluster')) {
    const client = createClient({ url, RESP: 2 })
    await client.connect()
    return {
      keys: (pattern) => client.keys(pattern),
      send: (_key, ...command) => client.sendCommand(command),
      close: () => client.close(),
    }
  }
  const [first = ''] = url.replace('+cluster', '').split(',')
  const cluster = createCluster({ rootNodes: [{ url: first }], RESP: 2 })
  await cluster.connect()
  return {
    async keys(pattern) {
      const nodes = await Promise.all(cluster.masters.map((node) => cluster.nodeClient(node)))
      return (await Promise.all(nodes.map((node) => node.keys(pattern)))).flat()
    },
    send: (key, ...command) => cluster.sendCommand(key, false, command),
    close: () => cluster.close(),
  }
}
