import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LineCounter, parseDocument } from 'yaml'
import type { Overrides } from './environment.ts'
import type { Problem } from './problems.ts'

/** Settings as they were written: nested, unchecked. */
export type RawSettings = Record<string, unknown>

const isRecord = (value: unknown): value is RawSettings =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const KEY_OPTIONS = ['keys.signing', 'keys.cookies', 'keys.sealing', 'mail.url']
const PATH_OPTIONS = ['development.dataDir', 'views', 'branding.logo']
const SECTIONS = [
  'keys',
  'sessions',
  'interactions',
  'recoveryCodes',
  'mail',
  'branding',
  'clients',
  'throttle',
  'metrics',
  'log',
  'development',
]

/** Reads a configuration file. Paths in it are relative to its folder. */
export function readSettingsFile(file: string, problems: Problem[]): RawSettings {
  const content = readYaml(file, 'configuration file', problems) ?? {}
  if (!isRecord(content)) {
    problems.push({ path: file, problem: 'expected options, as in config/default.yaml' })
    return {}
  }
  // A section of which every line is commented out is null in YAML: nobody means anything by it.
  for (const name of SECTIONS) {
    if (content[name] === null) delete content[name]
  }
  resolveReferences(content, dirname(resolve(file)), problems)
  return content
}

/** Lays the environment over the file. Paths in variables are relative to the working directory. */
export function override(settings: RawSettings, overrides: Overrides, problems: Problem[]): void {
  const changes: RawSettings = {}
  for (const [path, value] of overrides.values) set(changes, path, value)
  resolveReferences(changes, process.cwd(), problems)
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

/** Makes paths absolute, and puts what a `file:` reference holds in its place. */
function resolveReferences(settings: RawSettings, base: string, problems: Problem[]): void {
  for (const path of PATH_OPTIONS) {
    const value = get(settings, path)
    if (typeof value === 'string' && value !== '') set(settings, path, resolve(base, value))
  }
  const store = get(settings, 'store')
  if (typeof store === 'string' && /^sqlite:./.test(store)) {
    set(settings, 'store', `sqlite:${resolve(base, store.slice('sqlite:'.length))}`)
  }
  for (const path of KEY_OPTIONS) {
    const value = get(settings, path)
    if (typeof value === 'string' && value.startsWith('file:')) {
      set(settings, path, readYaml(filePath(value, base), path, problems))
    }
  }
}

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
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'
    problems.push({ path, problem: `cannot read ${file} (${code})` })
    return undefined
  }
  const lineCounter = new LineCounter()
  const document = parseDocument(content, { lineCounter, prettyErrors: false })
  const [error] = document.errors
  if (!error) return document.toJS()
  const { line } = lineCounter.linePos(error.pos[0])
  problems.push({ path, problem: `${file} is no YAML: ${error.code} in line ${line}` })
  return undefined
}
