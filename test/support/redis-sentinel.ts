import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from 'redis'
import { onClaimedPort } from './claimed-port.ts'
import { endProcess, runRedis, startNode } from './redis-server.ts'

/** A master, its replica, and a Sentinel that puts the one in the other's place. */
export interface WatchedRedis {
  readonly url: string
  readonly master: number
  readonly replica: number
  /** Forgets everything, and waits until the replica has too. */
  readonly empty: () => Promise<void>
  /** Kills the master: SIGKILL. */
  killMaster(): Promise<void>
  /** SIGSTOP: the replica follows no more, and nobody knows of it yet. */
  freezeReplica(): void
  thawReplica(): void
  /** Tells the Sentinels to put the replica in the master's place, which lives on as a replica. */
  failOver(): Promise<void>
  /** SIGSTOP: the first Sentinel takes connections, and answers nothing. */
  hang(): void
  goOn(): void
  readonly close: () => Promise<void>
}

/**
 * @param count of Sentinels, of which one is enough to see that the master is down
 * @param settings of the master
 */
export async function startSentinel(
  count = 1,
  settings: readonly string[] = [],
): Promise<WatchedRedis> {
  const master = await startNode(['--repl-diskless-sync-delay', '0', ...settings])
  const replica = await startNode(['--replicaof', '127.0.0.1', String(master.port)])
  const folder = mkdtempSync(join(tmpdir(), 'sentinel-'))
  const sentinels: Sentinel[] = []
  while (sentinels.length < count) sentinels.push(await startWatching(folder, master.port))
  const ports = sentinels.map(({ port }) => port)
  let alive = true
  const killMaster = async (): Promise<void> => {
    if (alive) await master.stop()
    alive = false
  }
  await Promise.all(ports.map(knowsReplica))
  return {
    url: `redis+sentinel://${ports.map((port) => `127.0.0.1:${port}`).join(',')}/main`,
    master: master.port,
    replica: replica.port,
    async empty() {
      const client = createClient({ socket: { host: '127.0.0.1', port: master.port } })
      await client.connect()
      await client.flushDb()
      await client.sendCommand(['WAIT', '1', '5000'])
      await client.close()
    },
    killMaster,
    freezeReplica: () => replica.freeze(),
    thawReplica: () => replica.thaw(),
    async failOver() {
      const client = createClient({
        RESP: 2,
        socket: { host: '127.0.0.1', port: ports.at(-1) ?? 0 },
      })
      await client.connect()
      await client.sendCommand(['SENTINEL', 'FAILOVER', 'main'])
      await client.close()
    },
    hang: () => void sentinels[0]?.process.kill('SIGSTOP'),
    goOn: () => void sentinels[0]?.process.kill('SIGCONT'),
    async close() {
      const ended = sentinels.map((sentinel) => endProcess(sentinel.process))
      await Promise.all([...ended, killMaster(), replica.stop()])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

interface Sentinel {
  readonly port: number
  readonly process: ChildProcess
}

const startWatching = (folder: string, master: number): Promise<Sentinel> =>
  onClaimedPort(async (port) => {
    const file = join(folder, `sentinel-${port}.conf`)
    writeFileSync(
      file,
      `port ${port}
bind 127.0.0.1
dir ${folder}
sentinel monitor main 127.0.0.1 ${master} 1
sentinel down-after-milliseconds main 500
sentinel failover-timeout main 3000
`,
    )
    return { port, process: await runRedis([file, '--sentinel'], port, 'Sentinel ID is') }
  })

/** It fails over to none that it has not heard of. */
async function knowsReplica(port: number): Promise<void> {
  const client = createClient({ RESP: 2, socket: { host: '127.0.0.1', port } })
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
