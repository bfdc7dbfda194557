import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from 'redis'
import { freePort } from './free-port.ts'
import { startNode } from './redis-server.ts'

/** A master, its replica, and a Sentinel that puts the one in the other's place. */
export interface WatchedRedis {
  readonly url: string
  readonly master: number
  readonly replica: number
  /** Forgets everything, and waits until the replica has too. */
  empty(): Promise<void>
  /** Kills the master: SIGKILL. */
  killMaster(): Promise<void>
  close(): Promise<void>
}

export async function startSentinel(): Promise<WatchedRedis> {
  const master = await startNode(['--repl-diskless-sync-delay', '0'])
  const replica = await startNode(['--replicaof', '127.0.0.1', String(master.port)])
  const folder = mkdtempSync(join(tmpdir(), 'sentinel-'))
  const port = await freePort()
  const file = join(folder, 'sentinel.conf')
  writeFileSync(
    file,
    `port ${port}
bind 127.0.0.1
dir ${folder}
sentinel monitor main 127.0.0.1 ${master.port} 1
sentinel down-after-milliseconds main 500
sentinel failover-timeout main 3000
`,
  )
  const sentinel = spawn('redis-server', [file, '--sentinel'], { stdio: 'ignore' })
  let alive = true
  const killMaster = async (): Promise<void> => {
    if (alive) await master.stop()
    alive = false
  }
  await knowsReplica(port)
  return {
    url: `redis+sentinel://127.0.0.1:${port}/main`,
    master: master.port,
    replica: replica.port,
    async empty() {
      const client = createClient({ socket: { host: '127.0.0.1', port: master.port } })
      await client.connect()
      await client.flushAll()
      await client.sendCommand(['WAIT', '1', '5000'])
      await client.close()
    },
    killMaster,
    async close() {
      const ended = once(sentinel, 'exit')
      sentinel.kill('SIGKILL')
      await Promise.all([ended, killMaster(), replica.stop()])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** It fails over to none that it has not heard of. */
async function knowsReplica(port: number): Promise<void> {
  const reconnectStrategy = 50
  const client = createClient({ RESP: 2, socket: { host: '127.0.0.1', port, reconnectStrategy } })
  client.on('error', () => {})
  await client.connect()
  for (let attempt = 0; attempt < 600; attempt += 1) {
    const replicas = await client.sendCommand<string[][]>(['SENTINEL', 'REPLICAS', 'main'])
    const [first = []] = replicas
    if (first[first.indexOf('master-link-status') + 1] === 'ok') break
    await sleep(50)
  }
  await client.close()
}
