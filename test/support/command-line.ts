import { spawn } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { join } from 'node:path'
import { PassThrough, Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { Io } from '../../src/cli/io.ts'
import { runProgram } from '../../src/cli/program.ts'
import type { Environment } from '../../src/server/config/environment.ts'
import { openSqliteStore, type SqliteStore } from '../../src/stores/sqlite/open-sqlite-store.ts'
import { COMPILE_CACHE } from './compile-cache.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { cheapHasher } from './test-server.ts'

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

export interface CommandResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  /** Standard output as JSON. */
  json(): unknown
}

export interface CommandLine {
  readonly folder: () => string
  /** Runs a command on a real file, with streams and an environment of its own, in this process. */
  readonly run: (args: readonly string[], options?: HereOptions) => Promise<CommandResult>
  /**
   * The same where somebody sits there and answers. Each of `lines` is given when the text before it has
   * been asked.
   */
  readonly answer: (args: readonly string[], lines: Lines) => Promise<CommandResult>
  /** Runs it as a process: for what a process alone shows, such as its end. */
  readonly runProcess: (args: readonly string[], options?: ProcessOptions) => Promise<CommandResult>
  /** Types on a real terminal; standard output holds all that it shows. */
  readonly type: (args: readonly string[], lines: Lines) => Promise<CommandResult>
  /** The file that the commands work on; closed after the test. */
  readonly store: () => SqliteStore
}

export interface RunOptions {
  readonly input?: string
  readonly env?: Environment
}

export interface HereOptions extends RunOptions {
  /** Of the terminal that standard output is. @default it is none */
  readonly columns?: number
}

export interface ProcessOptions extends RunOptions {
  /** Is given the process when it has been started. */
  readonly attend?: (child: Child) => void
}

type Lines = readonly (readonly [after: string, line: string])[]

export function commandLine(): CommandLine {
  const folder = temporaryFolder()
  const opened: SqliteStore[] = []
  afterEach(() => {
    for (const store of opened.splice(0)) store.close()
  })

  const environment = (env: Environment = {}): Environment => ({
    PATH: process.env['PATH'],
    TERM: 'xterm',
    OIDC_STEP_UP_DATA_DIR: folder(),
    ...env,
  })

  const started = (env?: Environment): Environment => ({ ...COMPILE_CACHE, ...environment(env) })

  return {
    folder,
    run: (args, { input = '', env, columns } = {}) => {
      const stdout = collect(columns === undefined ? {} : { isTTY: true, columns })
      const stdin = Readable.from(input === '' ? [] : [Buffer.from(input)])
      return runHere(args, { env: environment(env), stdin, stdout, stderr: collect() })
    },
    answer: (args, lines) => {
      const stdin = Object.assign(new PassThrough(), { isTTY: true })
      const stderr = collect()
      stderr.on(
        'shown',
        answering(lines, (line) => stdin.write(line)),
      )
      return runHere(args, { env: environment(), stdin, stdout: collect(), stderr })
    },
    runProcess: (args, { input = '', env, attend } = {}) =>
      execute([process.execPath, MAIN, ...args], started(env), (child) => {
        child.stdin.end(input)
        attend?.(child)
      }),
    type: (args, lines) => {
      const quoted = [process.execPath, MAIN, ...args].map((word) => `'${word}'`).join(' ')
      const script = ['script', '-qec', quoted, '/dev/null']
      return execute(script, started(), (child, shown) => {
        const give = answering(lines, (line) => child.stdin.write(line))
        child.stdout.on('data', () => give(shown()))
      })
    },
    store: () => {
      const store = openSqliteStore({ path: join(folder(), 'oidc-step-up.sqlite') })
      opened.push(store)
      return store
    },
  }
}

/** Gives the next line as soon as what it answers has been shown. */
function answering(lines: Lines, give: (line: string) => void): (shown: string) => void {
  const waiting = [...lines]
  let from = 0
  return (shown) => {
    const [next] = waiting
    const at = next ? shown.indexOf(next[0], from) : -1
    if (!next || at < 0) return
    from = at + next[0].length
    waiting.shift()
    give(`${next[1]}\r`)
  }
}

async function runHere(
  args: readonly string[],
  io: Omit<Io, 'signals' | 'hasher'> & Readonly<Record<'stdout' | 'stderr', Collected>>,
): Promise<CommandResult> {
  const code = await runProgram(args, {
    ...io,
    signals: new EventEmitter(),
    hasher: cheapHasher,
  })
  return resultOf(code, io.stdout.text(), io.stderr.text())
}

type Collected = Io['stdout'] & { text(): string }

/** Keeps what is written to it, and emits `shown` with all of it. */
function collect(terminal: Pick<Io['stdout'], 'isTTY' | 'columns'> = {}): Collected {
  const chunks: Buffer[] = []
  const text = (): string => Buffer.concat(chunks).toString()
  const stream = new Writable({
    write(chunk: Buffer, _encoding, next) {
      chunks.push(chunk)
      stream.emit('shown', text())
      next()
    },
  })
  return Object.assign(stream, { ...terminal, text })
}

const resultOf = (code: number | null, stdout: string, stderr: string): CommandResult => ({
  code,
  stdout,
  stderr,
  json: () => JSON.parse(stdout) as unknown,
})

type Child = ReturnType<typeof spawnPiped>

const spawnPiped = (command: readonly string[], env: Environment) =>
  spawn(command[0] ?? '', command.slice(1), { env, stdio: ['pipe', 'pipe', 'pipe'] })

function execute(
  command: readonly string[],
  env: Environment,
  attend: (child: Child, shown: () => string) => void,
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawnPiped(command, env)
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    // It may exit without reading: what it says then is in its exit code.
    child.stdin.on('error', () => undefined)
    child.on('error', reject)
    child.on('close', (code) => resolve(resultOf(code, stdout, stderr)))
    attend(child, () => stdout)
  })
}
