import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LineCounter, parseDocument } from 'yaml'
import { parseCommand, runCommandNow, type Command } from '../keys/command.ts'
import type { Environment, Overrides } from './environment.ts'
import type { Problem } from './problems.ts'
import { codeOf } from '../../kernel/faults.ts'

/** Settings as they were written: nested, unchecked. */
export type RawSettings = Record<string, unknown>

const isRecord = (value: unknown): value is RawSettings =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Options whose value may stand elsewhere. */
const REFERRING = ['keys.signing', 'keys.cookies', 'keys.sealing', 'mail.url']
const PATH_OPTIONS = [
  'development.dataDir',
  'views',
  'branding.logo',
  'redis.ca',
  'redis.cert',
  'redis.key',
  'postgres.ca',
  'postgres.cert',
  'postgres.key',
]
const SECTIONS = [
  'redis',
  'postgres',
  'keys',
  'sessions',
  'interactions',
  'refreshTokens',
  'recoveryCodes',
  'mail',
  'branding',
  'clients',
  'throttle',
  'metrics',
  'log',
  'development',
]

/** Where the value of an option stands, if not in its place. */
export type Reference =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'command'; readonly command: Command }

/** By the option's path. */
export type References = Map<string, Reference>

/** What settings are read with. */
export interface Reading {
  readonly env: Environment
  readonly problems: Problem[]
  /** What was found to stand elsewhere: `loadReferences` fetches it. */
  readonly references: References
}

/** Reads a configuration file. Paths in it are relative to its folder. */
export function readSettingsFile(file: string, reading: Reading): RawSettings {
  const { problems } = reading
  const content = readYaml(file, 'configuration file', problems) ?? {}
  if (!isRecord(content)) {
    problems.push({ path: file, problem: 'expected options, as in config/default.yaml' })
    return {}
  }
  // A section of which every line is commented out is null in YAML: nobody means anything by it.
  for (const name of SECTIONS) {
    if (content[name] === null) delete content[name]
  }
  resolvePaths(content, dirname(resolve(file)), reading)
  return content
}

/** Lays the environment over the file. Paths in variables are relative to the working directory. */
export function override(settings: RawSettings, overrides: Overrides, reading: Reading): void {
  const changes: RawSettings = {}
  for (const [path, value] of overrides.values) {
    set(changes, path, value)
    reading.references.delete(path)
  }
  resolvePaths(changes, process.cwd(), reading)
  for (const path of overrides.values.keys()) set(settings, path, get(changes, path))
}

export function get(settings: RawSettings, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, name) => (isRecord(value) ? value[name] : undefined), settings)
}

export function set(settings: RawSettings, path: string, value: unknown): void {
  const names = path.split('.')
  const last = names.pop() ?? path
  let target = settings
  for (const name of names) {
    const inner = target[name]
    const next = isRecord(inner) ? inner : {}
    target[name] = next
    target = next
  }
  target[last] = value
}

/** Puts what stands elsewhere in its place. */
export function loadReferences(settings: RawSettings, { references, problems }: Reading): void {
  for (const [path, reference] of references) {
    if (reference.kind === 'file') {
      set(settings, path, readYaml(reference.path, path, problems))
      continue
    }
    const { command } = reference
    const output = runCommandNow(command)
    const value =
      'text' in output
        ? parseText(output.text, `the output of "${command.program}"`, path, problems)
        : undefined
    if ('problem' in output) problems.push({ path, problem: output.problem })
    set(settings, path, value)
  }
}

/** Makes paths absolute, and takes note of what stands elsewhere. */
function resolvePaths(settings: RawSettings, base: string, reading: Reading): void {
  const { env, problems, references } = reading
  for (const path of PATH_OPTIONS) {
    const value = get(settings, path)
    if (typeof value === 'string' && value !== '') set(settings, path, resolve(base, value))
  }
  const store = get(settings, 'store')
  if (typeof store === 'string' && /^sqlite:./.test(store)) {
    set(settings, 'store', `sqlite:${resolve(base, store.slice('sqlite:'.length))}`)
  }
  for (const path of REFERRING) {
    const value = get(settings, path)
    if (typeof value !== 'string') continue
    if (value.startsWith('file:')) {
      references.set(path, { kind: 'file', path: filePath(value, base) })
    } else if (value.startsWith('command:')) {
      const command = parseCommand(value.slice('command:'.length), base, env)
      if (command) references.set(path, { kind: 'command', command })
      else problems.push({ path, problem: COMMAND })
    }
  }
}

const COMMAND = 'expected command: and a program with its arguments, or a JSON list of them'

const filePath = (reference: string, base: string): string =>
  reference.startsWith('file://')
    ? fileURLToPath(reference)
    : resolve(base, reference.slice('file:'.length))

/**
 * YAML, and so JSON too. What is wrong is told by line and code: the parser's own message quotes the
 * line, and that may be a key.
 */
function readYaml(file: string, path: string, problems: Problem[]): unknown {
  let content: string
  try {
    content = readFileSync(file, 'utf8')
  } catch (error) {
    problems.push({ path, problem: `cannot read ${file} (${codeOf(error)})` })
    return undefined
  }
  return parseText(content, file, path, problems)
}

/** The same for what was read already. @param from where, for the message */
export function parseText(
  content: string,
  from: string,
  path: string,
  problems: Problem[],
): unknown {
  const lineCounter = new LineCounter()
  const document = parseDocument(content, { lineCounter, prettyErrors: false })
  const [error] = document.errors
  if (!error) return document.toJS()
  const { line } = lineCounter.linePos(error.pos[0])
  problems.push({ path, problem: `${from} is not YAML: ${error.code} in line ${line}` })
  return undefined
}
