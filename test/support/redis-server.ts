import { spawn, type ChildProcess } from 'node:child_process'
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
  const folder = mkdtempSync(join(tmpdir(), 'redis-'))
  const port = await freePort()
  const server = spawn(
    'redis-server',
    ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder, '--save', '', ...settings],
    { stdio: 'ignore' },
  )
  await answers(server, port)
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    async empty() {
      const client = createClient({ socket: { host: '127.0.0.1', port } })
      await client.connect()
      await client.flushAll()
      await client.close()
    },
    async close() {
      const ended = once(server, 'exit')
      server.kill('SIGKILL')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
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
