import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from 'redis'
import { PortTaken, onClaimedPort } from './claimed-port.ts'

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

/** A real Redis on a port of the loopback address, with files of its own. */
export interface RedisServer extends RedisProcess {
  readonly url: string
  /** Forgets everything. */
  empty(): Promise<void>
  close(): Promise<void>
}

/**
 * For tests that kill it, freeze it, configure it or count what it does; all others share one: see
 * `shared-redis.ts`.
 *
 * @param settings further arguments of `redis-server`
 */
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

export interface Node extends RedisProcess {
  stop(): Promise<void>
}

/** Further arguments of `redis-server`, or what they are for its port. */
type Settings =
  readonly string[] | ((port: number) => readonly string[] | Promise<readonly string[]>)

export const startNode = (settings: Settings): Promise<Node> =>
  onClaimedPort(async (port) => {
    const folder = mkdtempSync(join(tmpdir(), 'redis-'))
    const further = typeof settings === 'function' ? await settings(port) : settings
    const address = ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder]
    const args = [...address, '--save', '', ...further]
    const run = () => runRedis(args, port, 'Ready to accept connections')
    folders.add(folder)
    const forget = (): void => {
      rmSync(folder, { recursive: true, force: true })
      folders.delete(folder)
    }
    let server = await run().catch((error: unknown) => {
      forget()
      throw error
    })
    return {
      port,
      freeze: () => void server.kill('SIGSTOP'),
      thaw: () => void server.kill('SIGCONT'),
      kill: () => endProcess(server),
      async restart() {
        await endProcess(server)
        server = await run()
      },
      async stop() {
        await endProcess(server)
        forget()
      },
    }
  })

/** Whoever is ended in the middle of something leaves nothing behind. */
const running = new Set<ChildProcess>()
const folders = new Set<string>()
process.once('exit', () => {
  for (const server of running) server.kill('SIGKILL')
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/**
 * Runs `redis-server`, and resolves when it says that it serves: by then it has read its files.
 *
 * @throws PortTaken, Error with what it said when it ends instead
 */
export async function runRedis(
  args: readonly string[],
  port: number,
  ready: string,
): Promise<ChildProcess> {
  const server = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'ignore'] })
  running.add(server)
  server.once('exit', () => running.delete(server))
  const { stdout } = server
  let said = ''
  stdout.setEncoding('utf8')
  await new Promise<void>((resolve, reject) => {
    stdout.on('data', (text: string) => {
      said += text
      if (said.includes(ready)) resolve()
    })
    server.once('error', reject)
    server.once('close', () => {
      const isTaken = said.includes('Address already in use')
      reject(isTaken ? new PortTaken(port) : new Error(`redis-server ended: ${said}`))
    })
  })
  stdout.removeAllListeners('data').resume()
  // A test that failed must not keep the run from ending.
  ;(stdout as Socket).unref()
  server.unref()
  return server
}

/** SIGKILL: also one that is stopped ends. */
export async function endProcess(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const ended = once(server, 'exit')
  server.ref()
  server.kill('SIGKILL')
  await ended
}

export async function emptyNode(port: number): Promise<void> {
  const client = createClient({ socket: { host: '127.0.0.1', port } })
  await client.connect()
  await client.flushDb()
  await client.close()
}
