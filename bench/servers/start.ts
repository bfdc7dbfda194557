import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { get } from 'node:http'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { compile } from '../../build/compile.js'
import { atTheEnd } from '../leftovers.ts'
import type { Profile, Question, Usage } from './probe.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Where what is loaded into a server, and the bare one, are when they are compiled: see `compileServers`. */
const here = (file: string): string => join(ROOT, 'bench/.compiled/bench/servers', file)
const PROBE = here('probe.js')
const BARE = here('bare.js')

/** What stands beside the program, compiled as it is. */
const SERVERS = {
  project: 'bench/servers',
  sources: ['bench/servers', 'bench/load', 'src'],
  outcome: 'bench/.compiled',
}

/**
 * The servers are compiled, as those of an operator are: what strips types from TypeScript takes memory of its own.
 *
 * @param root of another checkout whose program is needed
 */
export function compileServers(root = ROOT): void {
  if (compile(root) !== 'made' || compile(ROOT, SERVERS) !== 'made') {
    throw new Error('what is to be measured cannot be compiled: see above')
  }
}

/** As `npm start`, the image and the unit file have them: V8's own limits go by a machine's memory. */
export const HEAP = ['--max-semi-space-size=4', '--max-old-space-size=1024'] as const

/** How a server is started. */
export interface Start {
  readonly program: 'full' | 'bare'
  /** The command line behind the program's name. */
  readonly args: readonly string[]
  readonly port: number
  /** Where its log goes. */
  readonly folder: string
  /** Files that are loaded ahead of the program. */
  readonly ahead?: readonly ('without-hash.js' | 'counting.js')[]
  /** The checkout whose program it is. @default this one */
  readonly root?: string | undefined
  /** Processes that it runs as. The first one answers before the others are there. @default 1 */
  readonly workers?: number
  /** Of Node. */
  readonly flags?: readonly string[]
}

/** A server in a process of its own. */
export interface ServerProcess {
  readonly port: number
  readonly pid: number
  ask(question: Question): Promise<Usage>
  /** What its adapter was asked since the last time, where `counting.js` was loaded. */
  tally(): Promise<Readonly<Record<string, number>>>
  /** Where its time goes while `work` is under way. */
  profile(work: () => Promise<unknown>): Promise<Profile>
  close(): Promise<void>
}

/** Resolves when it answers. */
export async function startServer(start: Start): Promise<ServerProcess> {
  const { program, args, port, folder, ahead = [], flags = [], root = ROOT, workers = 1 } = start
  const log = join(folder, `${program}-${port}.log`)
  // A file, as an operator's log is one in the end. Each line costs what it costs there.
  const output = openSync(log, 'a')
  const child = fork(program === 'full' ? join(root, 'dist/cli/main.js') : BARE, [...args], {
    execArgv: [
      '--disable-warning=ExperimentalWarning',
      '--expose-gc',
      ...HEAP,
      ...flags,
      ...[PROBE, ...ahead.map(here)].flatMap((file) => ['--import', file]),
    ],
    env: { PATH: process.env['PATH'], NODE_ENV: 'production' },
    stdio: ['ignore', output, output, 'ipc'],
  })
  closeSync(output)
  const forget = atTheEnd(() => child.kill('SIGKILL'))
  child.once('exit', forget)
  const ask = async (question: string): Promise<unknown> => {
    const answered = once(child, 'message')
    child.send(question)
    const [answer] = (await answered) as [unknown]
    return answer
  }
  const isThere = (): Promise<boolean> => isAnswering(port)
  // Connections that are made before are all the first one's, and stay so.
  const areAllThere = async (): Promise<boolean> =>
    workers === 1 || readFileSync(log, 'utf8').includes(`, with ${workers} workers`)
  await becomes(child, log, isThere)
  await becomes(child, log, areAllThere)
  return {
    port,
    pid: child.pid ?? 0,
    ask: (question) => ask(question) as Promise<Usage>,
    tally: () => ask('tally') as Promise<Record<string, number>>,
    async profile(work) {
      await ask('profile')
      await work()
      return (await ask('profiled')) as Profile
    },
    close: () => end(child),
  }
}

/** Milliseconds that a server may take to begin, and to end. */
const PATIENCE = 60_000

async function becomes(
  child: ChildProcess,
  log: string,
  ready: () => Promise<boolean>,
): Promise<void> {
  const until = performance.now() + PATIENCE
  while (performance.now() < until) {
    if (child.exitCode !== null) break
    if (await ready()) return
    await sleep(20)
  }
  child.kill('SIGKILL')
  throw new Error(
    `a server did not start; its log ends:\n${readFileSync(log, 'utf8').slice(-2000)}`,
  )
}

const isAnswering = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    get({ host: '127.0.0.1', port, path: '/.well-known/openid-configuration' }, (response) => {
      response.resume()
      resolve(response.statusCode === 200)
    }).on('error', () => {
      resolve(false)
    })
  })

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), PATIENCE)
  await ended
  clearTimeout(late)
}
