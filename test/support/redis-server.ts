import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from 'redis'
import { freePort } from './free-port.ts'

/** A real Redis on a free port of the loopback address, with files of its own. */
export interface RedisServer {
  readonly url: string
  readonly port: number
  /** Forgets everything. */
  empty(): Promise<void>
  close(): Promise<void>
}

/** @param settings further arguments of `redis-server` */
export async function startRedis(settings: readonly string[] = []): Promise<RedisServer> {
  const node = await startNode(settings)
  const { port } = node
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    empty: () => emptyNode(port),
    close: () => node.stop(),
  }
}

/** A Cluster of three masters. */
export async function startRedisCluster(): Promise<Omit<RedisServer, 'port'>> {
  const nodes = await Promise.all(
    [0, 1, 2].map(() => startNode(['--cluster-enabled', 'yes', '--cluster-node-timeout', '2000'])),
  )
  const addresses = nodes.map(({ port }) => `127.0.0.1:${port}`)
  execFileSync('redis-cli', ['--cluster', 'create', ...addresses, '--cluster-yes'], {
    stdio: 'ignore',
  })
  await Promise.all(nodes.map(({ port }) => isWhole(port)))
  return {
    url: `redis+cluster://${addresses.join(',')}`,
    async empty() {
      await Promise.all(nodes.map(({ port }) => emptyNode(port)))
    },
    async close() {
      await Promise.all(nodes.map((node) => node.stop()))
    },
  }
}

export interface Node {
  readonly port: number
  stop(): Promise<void>
}

/** @param settings further arguments of `redis-server`, or what they are for its port */
export async function startNode(
  settings: readonly string[] | ((port: number) => readonly string[]),
): Promise<Node> {
  const folder = mkdtempSync(join(tmpdir(), 'redis-'))
  // A Cluster's nodes talk to each other on a port of their own, 10,000 above unless told otherwise.
  const [port, bus] = [await freePort(), await freePort()]
  const address = ['--bind', '127.0.0.1', '--port', String(port), '--cluster-port', String(bus)]
  const further = typeof settings === 'function' ? settings(port) : settings
  const server = spawn('redis-server', [...address, '--dir', folder, '--save', '', ...further], {
    stdio: 'ignore',
  })
  await answers(server, port)
  return {
    port,
    async stop() {
      const ended = once(server, 'exit')
      server.kill('SIGKILL')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A node serves nothing before it knows that every slot is somebody's. */
async function isWhole(port: number): Promise<void> {
  const client = createClient({ socket: { host: '127.0.0.1', port } })
  await client.connect()
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const info = await client.sendCommand<string>(['CLUSTER', 'INFO'])
    if (info.includes('cluster_state:ok')) break
    await sleep(50)
  }
  await client.close()
}

async function emptyNode(port: number): Promise<void> {
  const client = createClient({ socket: { host: '127.0.0.1', port } })
  await client.connect()
  await client.flushAll()
  await client.close()
}

async function answers(server: ChildProcess, port: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (server.exitCode !== null) throw new Error('redis-server ended at once')
    const socket = connect(port, '127.0.0.1')
    const connected = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false)
    socket.destroy()
    if (connected) return
    await sleep(25)
  }
  throw new Error('redis-server does not listen')
}
