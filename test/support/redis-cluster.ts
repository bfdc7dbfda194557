import { execFile } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { createClient } from 'redis'
import { claimPort } from './claimed-port.ts'
import { emptyNode, startNode, type RedisProcess, type RedisServer } from './redis-server.ts'

export interface RedisCluster extends Pick<RedisServer, 'url' | 'empty' | 'close'> {
  readonly masters: readonly RedisProcess[]
}

const CLUSTER = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '2000']

/**
 * A Cluster of three masters, for tests that kill, configure or reshard it; all others share one: see
 * `shared-redis.ts`.
 *
 * @param settings further arguments of `redis-server`
 */
export async function startRedisCluster(settings: readonly string[] = []): Promise<RedisCluster> {
  // The nodes talk to each other on a port of their own, 10,000 above unless told otherwise.
  const start = () =>
    startNode(async () => {
      const bus = ['--cluster-port', String(await claimPort())]
      return [...CLUSTER, ...bus, ...settings]
    })
  const nodes = await Promise.all([start(), start(), start()])
  const addresses = nodes.map(({ port }) => `127.0.0.1:${port}`)
  await promisify(execFile)('redis-cli', ['--cluster', 'create', ...addresses, '--cluster-yes'])
  await isServing(nodes)
  return {
    url: `redis+cluster://${addresses.join(',')}`,
    masters: nodes,
    async empty() {
      await Promise.all(nodes.map(({ port }) => emptyNode(port)))
    },
    async close() {
      await Promise.all(nodes.map((node) => node.stop()))
    },
  }
}

/** After a start, and after a restart. */
export async function isServing(masters: readonly RedisProcess[]): Promise<void> {
  await Promise.all(masters.map(({ port }) => isWhole(port)))
}

/** A node serves nothing before it knows that every slot is somebody's. */
async function isWhole(port: number): Promise<void> {
  const client = createClient({ socket: { host: '127.0.0.1', port } })
  await client.connect()
  while (!(await client.sendCommand<string>(['CLUSTER', 'INFO'])).includes('cluster_state:ok')) {
    await sleep(25)
  }
  await client.close()
}
