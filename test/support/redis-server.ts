import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from 'redis'
import { freePort } from './free-port.ts'

/** A `redis-server` that can be taken away and come back, on its port and with its files. */
export interface RedisProcess {
  readonly port: number
  /** SIGSTOP: connections are accepted, and nothing is answered. */
  freeze(): void
  thaw(): void
  /** SIGKILL: connections are refused from then on. */
  kill(): Promise<void>
  /** Resolves when it answers again, with everything that is on its disk. */
  restart(): Promise<void>
}

/** Whoever is ended in the middle of something leaves none behind. */
const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const server of running) server.kill('SIGKILL')
})

/** A real Redis on a free port of the loopback address, with files of its own. */
export interface RedisServer extends RedisProcess {
  readonly url: string
  /** Forgets everything. */
  empty(): Promise<void>
  close(): Promise<void>
}

/** @param settings further arguments of `redis-server` */
export async function startRedis(settings: readonly string[] = []): Promise<RedisServer> {
  const node = await startNode(settings)
  const { port } = node
  return {
    ...node,
    url: `redis://127.0.0.1:${port}`,
    empty: () => emptyNode(port),
    close: () => node.stop(),
  }
}

export interface RedisCluster extends Pick<RedisServer, 'url' | 'empty' | 'close'> {
  readonly masters: readonly RedisProcess[]
}

const CLUSTER = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '2000']

/** A Cluster of three masters. @param settings further arguments of `redis-server` */
export async function startRedisCluster(settings: readonly string[] = []): Promise<RedisCluster> {
  const nodes = await Promise.all([0, 1, 2].map(() => startNode([...CLUSTER, ...settings])))
  const addresses = nodes.map(({ port }) => `127.0.0.1:${port}`)
  execFileSync('redis-cli', ['--cluster', 'create', ...addresses, '--cluster-yes'], {
    stdio: 'ignore',
  })
  await Promise.all(nodes.map(({ port }) => isWhole(port)))
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

export interface Node extends RedisProcess {
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
  const args = [...address, '--dir', folder, '--save', '', ...further]
  function run(): ChildProcess {
    const started = spawn('redis-server', args, { stdio: 'ignore' })
    running.add(started)
    started.once('exit', () => running.delete(started))
    return started
  }
  let server = run()
  await answers(server, port)
  async function kill(): Promise<void> {
    if (server.exitCode !== null || server.signalCode !== null) return
    const ended = once(server, 'exit')
    server.kill('SIGKILL')
    await ended
  }
  return {
    port,
    freeze: () => void server.kill('SIGSTOP'),
    thaw: () => void server.kill('SIGCONT'),
    kill,
    async restart() {
      await kill()
      server = run()
      await answers(server, port)
      await isLoaded(port)
    },
    async stop() {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** While it reads its files it refuses every command. */
async function isLoaded(port: number): Promise<void> {
  const client = createClient({ socket: { host: '127.0.0.1', port } })
  client.on('error', () => {})
  await client.connect()
  for (let attempt = 0; attempt < 400; attempt += 1) {
    const info = await client.sendCommand<string>(['INFO', 'persistence'])
    if (/^loading:0/m.test(info)) break
    await sleep(5)
  }
  await client.close()
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
