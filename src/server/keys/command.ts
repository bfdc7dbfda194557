import { execFile, spawnSync } from 'node:child_process'
import { isAbsolute, resolve, sep } from 'node:path'
import { PREFIX, type Environment } from '../config/environment.ts'
import { Secret } from '../../kernel/secret.ts'
import { parseJson } from '../../kernel/typing.ts'
import { codeOf } from '../../kernel/faults.ts'

/** A program that prints a value: the client of a KMS or of Vault. No shell has a part in it. */
export interface Command {
  readonly program: string
  readonly args: Secret<readonly string[]>
  /** Of the server, without what is meant for the server: other keys may stand there. */
  readonly env: Secret<Environment>
}

/** Milliseconds, and bytes: whatever takes or says more prints no keys. */
export const PATIENCE = 10_000
const LONGEST = 1024 * 1024

/** Characters of a failed program's own words that are told. */
const TOLD = 300

/**
 * Reads what stands after `command:`: words with white space between them, or, where a word has some
 * itself, a JSON list of words. Undefined when it is neither.
 *
 * @param base what a program that is named by a relative path stands in
 */
export function parseCommand(text: string, base: string, env: Environment): Command | undefined {
  const words = text.trim().startsWith('[') ? jsonWords(text) : text.split(/\s+/).filter(Boolean)
  const [first, ...args] = words ?? []
  if (!first) return undefined
  // A bare name is looked for in PATH.
  const program = first.includes(sep) && !isAbsolute(first) ? resolve(base, first) : first
  const others = Object.entries(env).filter(([name]) => !name.startsWith(PREFIX))
  return { program, args: new Secret(args), env: new Secret(Object.fromEntries(others)) }
}

function jsonWords(text: string): readonly string[] | undefined {
  const words = parseJson(text)
  return Array.isArray(words) && words.every((word) => typeof word === 'string') ? words : undefined
}

/** What a command printed, or why it is of no use. Its output is never part of the reason. */
export type Output = { readonly text: string } | { readonly problem: string }

/** Waits for it: for the start, when there is nothing else to do. */
export function runCommandNow({ program, args, env }: Command, patience = PATIENCE): Output {
  const { error, status, signal, stdout, stderr } = spawnSync(program, args.reveal(), {
    env: env.reveal(),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: patience,
    killSignal: 'SIGKILL',
    maxBuffer: LONGEST,
  })
  if (!error && status === 0) return { text: stdout }
  return {
    problem: problemOf(program, error ? codeOf(error) : (status ?? signal), stderr, patience),
  }
}

/** The same beside everything else, for a server that is at work. */
export function runCommand({ program, args, env }: Command, patience = PATIENCE): Promise<Output> {
  const options = {
    env: env.reveal(),
    encoding: 'utf8',
    timeout: patience,
    killSignal: 'SIGKILL',
    maxBuffer: LONGEST,
  } as const
  return new Promise((settle) => {
    const child = execFile(program, args.reveal(), options, (error, stdout, stderr) => {
      if (!error) settle({ text: stdout })
      else settle({ problem: problemOf(program, error.code ?? error.signal, stderr, patience) })
    })
    // It is asked, and asks nobody: one that waits for a password would wait for nothing.
    child.stdin?.end()
  })
}

function problemOf(
  program: string,
  reason: string | number | null | undefined,
  stderr: string | null,
  patience: number,
): string {
  const words = (stderr ?? '')
    .replaceAll(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, TOLD)
  const said = words === '' ? '' : `, and said: ${words}`
  if (reason === 'ENOENT' || reason === 'EACCES') return `"${program}" cannot be run (${reason})`
  if (reason === 'ENOBUFS' || reason === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') {
    return `"${program}" printed more than ${LONGEST} bytes`
  }
  if (reason === 'ETIMEDOUT' || reason === 'SIGKILL') {
    return `"${program}" did not end within ${patience / 1000} seconds${said}`
  }
  return `"${program}" ended with ${String(reason)}${said}`
}
