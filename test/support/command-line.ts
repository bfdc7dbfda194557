import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Environment } from '../../src/server/config/environment.ts'
import { openSqliteStore, type SqliteStore } from '../../src/stores/sqlite/open-sqlite-store.ts'
import { temporaryFolder } from './temporary-folder.ts'

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
  /** Runs a command as a process of its own, on a real file. */
  readonly run: (args: readonly string[], options?: RunOptions) => Promise<CommandResult>
  /**
   * Runs it on a terminal. Each of `lines` is typed when the text before it has appeared; standard
   * output holds all that the terminal shows.
   */
  readonly type: (
    args: readonly string[],
    lines: readonly (readonly [after: string, line: string])[],
  ) => Promise<CommandResult>
  /** The file that the commands work on; closed after the test. */
  readonly store: () => SqliteStore
}

export interface RunOptions {
  readonly input?: string
  readonly env?: Environment
}

export function commandLine(): CommandLine {
  const folder = temporaryFolder()
  const opened: SqliteStore[] = []
  afterEach(() => {
    for (const store of opened.splice(0)) store.close()
  })

  const environment = (env: Environment = {}): NodeJS.ProcessEnv => ({
    PATH: process.env['PATH'],
    TERM: 'xterm',
    OIDC_STEP_UP_DATA_DIR: folder(),
    ...env,
  })

  return {
    folder,
    run: (args, { input = '', env } = {}) =>
      execute([process.execPath, MAIN, ...args], environment(env), (child) => {
        child.stdin.end(input)
      }),
    type: (args, lines) => {
      const quoted = [process.execPath, MAIN, ...args].map((word) => `'${word}'`).join(' ')
      const script = ['script', '-qec', quoted, '/dev/null']
      return execute(script, environment(), (child, shown) => {
        const waiting = [...lines]
        let from = 0
        child.stdout.on('data', () => {
          const [next] = waiting
          const at = next ? shown().indexOf(next[0], from) : -1
          if (!next || at < 0) return
          from = at + next[0].length
          waiting.shift()
          child.stdin.write(`${next[1]}\r`)
        })
      })
    },
    store: () => {
      const store = openSqliteStore({ path: join(folder(), 'oidc-step-up.sqlite') })
      opened.push(store)
      return store
    },
  }
}

type Child = ReturnType<typeof spawnPiped>

const spawnPiped = (command: readonly string[], env: NodeJS.ProcessEnv) =>
  spawn(command[0] ?? '', command.slice(1), { env, stdio: ['pipe', 'pipe', 'pipe'] })

function execute(
  command: readonly string[],
  env: NodeJS.ProcessEnv,
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
    child.on('close', (code) => {
      resolve({ code, stdout, stderr, json: () => JSON.parse(stdout) as unknown })
    })
    attend(child, () => stdout)
  })
}
