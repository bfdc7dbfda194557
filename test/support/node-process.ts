import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { stringify } from 'yaml'
import type { StepUpEvent } from '../../src/audit/events.ts'
import { createAuditTrail, type LogEntry } from './audit-trail.ts'
import { PortTaken } from './claimed-port.ts'
import { COMPILE_CACHE } from './compile-cache.ts'
import { productionSettings } from './production-settings.ts'
import { keepSecret } from './secrets-in-logs.ts'
import { clientsWith } from './test-server.ts'

const PROGRAM = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** The program itself, as an operator starts it: `oidc-step-up serve`, in the production profile. */
export interface NodeProcess {
  readonly pid: number
  readonly port: number
  /** Where it is reached beside any balancer. */
  readonly url: string
  /** What stands on standard output besides its log. */
  said(): string
  /** Whether a message of its log has this text. */
  hasTold(text: string): boolean
  /** What it said on standard error. */
  complained(): string
  log(): readonly LogEntry[]
  audit(): readonly StepUpEvent[]
  kill(signal: NodeJS.Signals): void
  /** Sends the signal and waits: the exit code, or the signal that ended it. */
  stop(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals>
  /** Resolves when it has ended, and all that it said was read. */
  readonly ended: Promise<number | NodeJS.Signals>
}

export interface NodeOptions {
  /** The configuration file. */
  readonly file: string
  readonly port: number
  readonly env?: Readonly<Record<string, string>>
  /** Gives it a process group of its own, as a shell gives each command. @default false */
  readonly group?: boolean
}

/** A configuration file for any number of nodes that share a store, and what stands in it. */
export function writeNodeConfiguration(
  folder: string,
  settings: Readonly<Record<string, unknown>> & { readonly issuer: string; readonly store: string },
): string {
  const production = productionSettings()
  keepSecret(production.keys.sealing[0]?.key ?? '')
  keepSecret(production.keys.cookies[0] ?? '')
  const file = join(folder, 'config.yaml')
  writeFileSync(
    file,
    stringify({
      ...production,
      profile: 'production',
      trustProxy: ['127.0.0.1'],
      clients: clientsWith({}),
      ...settings,
    }),
  )
  return file
}

/** Starts a node, and resolves when it listens. @throws PortTaken, Error with what it said when it ends instead */
export async function openNode(options: NodeOptions): Promise<NodeProcess> {
  const node = startNode(options)
  await node.ready
  return node
}

/** The same without waiting: for nodes that are expected not to start. */
export function startNode({
  file,
  port,
  env,
  group = false,
}: NodeOptions): NodeProcess & { readonly ready: Promise<void> } {
  const child: ChildProcess = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', PROGRAM, 'serve', '--config', file],
    {
      env: {
        PATH: process.env['PATH'],
        ...COMPILE_CACHE,
        OIDC_STEP_UP_PORT: String(port),
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: group,
    },
  )
  const { pid, stdout, stderr } = child
  if (pid === undefined || !stdout || !stderr) throw new Error('the process has no output')
  // A test that failed must not keep the run from ending, nor leave a server behind.
  child.unref()
  for (const pipe of [stdout, stderr] as Socket[]) pipe.unref()
  running.add(child)
  child.once('exit', () => running.delete(child))
  const trail = createAuditTrail()
  let said = ''
  let complained = ''
  const listens = Promise.withResolvers<void>()
  const hasTold = (text: string): boolean =>
    trail.entries().some(({ msg }) => typeof msg === 'string' && msg.includes(text))
  const output = createInterface(stdout).on('line', (line) => {
    if (!line.startsWith('{')) {
      said += `${line}\n`
      return
    }
    trail.write(line)
    if (hasTold(' listens on ')) listens.resolve()
  })
  stderr.setEncoding('utf8').on('data', (text: string) => (complained += text))
  const exit = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  const ended = Promise.all([exit, once(output, 'close'), once(stderr, 'close')]).then(
    ([[code, signal]]) => code ?? signal ?? 'SIGKILL',
  )
  const ready = Promise.race([
    listens.promise,
    ended.then((how) => {
      if (complained.includes('another program listens')) throw new PortTaken(port)
      throw new Error(`the node ended (${how}): ${said}${complained}`)
    }),
  ])
  // Whoever waits for it is told; whoever does not wait expects the end.
  ready.catch(() => {})
  const kill = (signal: NodeJS.Signals) => {
    process.kill(group ? -pid : pid, signal)
  }
  return {
    pid,
    port,
    url: `http://localhost:${port}`,
    said: () => said,
    hasTold,
    complained: () => complained,
    log: () => trail.entries(),
    audit: () => trail.events(),
    kill,
    stop(signal = 'SIGTERM') {
      if (child.exitCode === null && child.signalCode === null) kill(signal)
      return ended
    },
    ended,
    ready,
  }
}
