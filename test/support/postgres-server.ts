import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  existsSync,
  globSync,
  mkdtempSync,
  readFileSync,
  rmSync,
} from 'node:fs'
import type { Socket } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fieldOf } from '../../src/kernel/typing.ts'
import { PortTaken, onClaimedPort } from './claimed-port.ts'

/** A real PostgreSQL on a port of the loopback address, with files of its own. */
export interface PostgresServer {
  readonly port: number
  /** Of a database that is there from the beginning, as its superuser. */
  readonly url: string
  readonly folder: string
  readonly process: () => ChildProcess
  /** SIGQUIT, after which it recovers like from a crash: connections are refused from then on. */
  kill(): Promise<void>
  /** SIGKILL, for all of its processes: what none of them has written is lost. */
  crash(): Promise<void>
  /** SIGINT: whoever is connected is told so and cut off. */
  shutDown(): Promise<void>
  /** Resolves when it answers again, with everything that is on its disk. */
  restart(): Promise<void>
  close(): Promise<void>
}

export interface PostgresSettings {
  /** What is set in the configuration, by name. */
  readonly settings?: Readonly<Record<string, string>>
  /** Makes its files, in a folder that is not there yet. @default like those of a new server */
  readonly makeFiles?: (folder: string) => void
}

/**
 * For tests that kill it, freeze it or configure it; all others share one: see `shared-postgres.ts`.
 */
export const startPostgres = ({ settings = {}, makeFiles = newFiles }: PostgresSettings = {}) =>
  onClaimedPort(async (port): Promise<PostgresServer> => {
    const folder = ownFolder()
    const files = join(folder, 'data')
    makeFiles(files)
    const all = {
      listen_addresses: '127.0.0.1',
      unix_socket_directories: folder,
      max_connections: '200',
      shared_buffers: '32MB',
      ...settings,
    }
    const args = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
    const run = () => runPostgres(['-D', files, '-p', String(port), ...args], port)
    const forget = (): void => {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
      folders.delete(folder)
    }
    let server = await run().catch((error: unknown) => {
      forget()
      throw error
    })
    return {
      port,
      url: `postgres://postgres@127.0.0.1:${port}/postgres`,
      folder,
      process: () => server,
      kill: () => endPostgres(server, 'SIGQUIT'),
      crash: () => crashPostgres(server),
      shutDown: () => endPostgres(server, 'SIGINT'),
      async restart() {
        await endPostgres(server, 'SIGQUIT')
        server = await run()
      },
      async close() {
        await endPostgres(server, 'SIGQUIT')
        forget()
      },
    }
  })

async function crashPostgres(server: ChildProcess): Promise<void> {
  const { pid } = server
  // It makes no more of them from now on.
  server.kill('SIGSTOP')
  const listed = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
  const children = listed.split(' ').filter((child) => child !== '')
  for (const child of children) killIfThere(Number(child))
  await endPostgres(server, 'SIGKILL')
  // Its files may be opened again when none of them has them any more.
  for (const child of children) while (isRunning(child)) await sleep(5)
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if (fieldOf(error, 'code') !== 'ESRCH') throw error
  }
}

/** One that has ended, and that nobody has asked after, is listed still. */
function isRunning(pid: string): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

/** PostgreSQL runs as anybody but root: as the user that its package makes, where the tests are root's. */
export function ownerOfPostgres(): { readonly uid: number; readonly gid: number } | undefined {
  if (userInfo().uid !== 0) return undefined
  const idOf = (which: string): number => {
    try {
      return Number(execFileSync('id', [which, 'postgres'], { encoding: 'utf8', stdio: 'pipe' }))
    } catch (cause) {
      throw new Error('there is no user postgres: install the package postgresql', { cause })
    }
  }
  return { uid: idOf('-u'), gid: idOf('-g') }
}

/** A folder of that user. The one for temporary files may be root's alone: then beside it. */
function ownFolder(): string {
  const own = ownerOfPostgres()
  const shared = own && tmpdir().startsWith('/dev/shm/') ? '/dev/shm' : tmpdir()
  const folder = mkdtempSync(join(own && shared !== '/dev/shm' ? '/tmp' : shared, 'postgres-'))
  chmodSync(folder, 0o700)
  if (own) chownSync(folder, own.uid, own.gid)
  folders.add(folder)
  return folder
}

let programs: string | undefined

/** Debian keeps the programs of each version in a folder of its own, which is on nobody's PATH. */
export function programOf(name: string): string {
  programs ??= globSync('/usr/lib/postgresql/*/bin')
    .toSorted()
    .findLast((folder) => existsSync(join(folder, 'initdb')))
  return programs === undefined ? name : join(programs, name)
}

/** As the user that PostgreSQL runs as. */
export function runProgram(name: string, args: readonly string[]): void {
  try {
    execFileSync(programOf(name), args, { stdio: 'pipe', cwd: '/', ...ownerOfPostgres() })
  } catch (cause) {
    throw new Error(`${name} failed or is missing: is the package postgresql installed?`, { cause })
  }
}

let template: string | undefined

/** `initdb` takes a second: a process runs it once, and copies what it has made. */
function newFiles(files: string): void {
  if (template === undefined) {
    template = join(ownFolder(), 'template')
    const made = ['--username=postgres', '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8']
    runProgram('initdb', ['-D', template, ...made, '--no-sync'])
  }
  execFileSync('cp', ['-a', template, files])
}

/**
 * As the user that PostgreSQL runs as; it ends with this process, even where that is killed. (On Linux: elsewhere `setpriv`
 * is not known.)
 */
export function spawnAsOwner(program: string, args: readonly string[]) {
  const linux = ['setpriv', '--pdeathsig', 'QUIT', program]
  const [command = program, ...before] = process.platform === 'linux' ? linux : [program]
  return spawn(command, [...before, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    cwd: '/',
    ...ownerOfPostgres(),
  })
}

/** Whoever is ended in the middle of something leaves nothing behind. */
const running = new Set<ChildProcess>()
const folders = new Set<string>()
process.once('exit', () => {
  for (const server of running) server.kill('SIGQUIT')
  // The one thing that is waited for on the way out: what writes still would make its folder anew.
  for (const { pid } of running) {
    for (let look = 0; look < 300 && isRunning(String(pid)); look += 1) pause(10)
  }
  for (const folder of folders) {
    try {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    } catch {
      // It takes longer than that to end.
    }
  }
})

/** Without a turn of the event loop, of which there is none any more. @param time milliseconds */
function pause(time: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, time)
}

/** @throws PortTaken, Error with what it said when it ends instead of serving */
async function runPostgres(args: readonly string[], port: number): Promise<ChildProcess> {
  const server = spawnAsOwner(programOf('postgres'), args)
  running.add(server)
  server.once('exit', () => running.delete(server))
  const { stderr } = server
  let said = ''
  stderr.setEncoding('utf8')
  await new Promise<void>((resolve, reject) => {
    stderr.on('data', (text: string) => {
      said += text
      if (said.includes('ready to accept')) resolve()
    })
    server.once('error', (cause) => {
      reject(new Error('postgres cannot be run: install the package postgresql', { cause }))
    })
    server.once('close', () => {
      const isTaken = said.includes('Address already in use')
      reject(isTaken ? new PortTaken(port) : new Error(`postgres ended: ${said}`))
    })
  })
  stderr.removeAllListeners('data').resume()
  // A test that failed must not keep the run from ending.
  ;(stderr as Socket).unref()
  server.unref()
  return server
}

async function endPostgres(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const ended = once(server, 'exit')
  server.ref()
  server.kill(signal)
  await ended
}
