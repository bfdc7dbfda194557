import {
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { parse, stringify } from 'yaml'
import { ConfigurationError } from '../../kernel/faults.ts'
import type { KeyKind, KeySource } from './key-source.ts'
import type { WrittenKey } from './make-key.ts'

/** A place that keys can be written to. */
export type KeyFile = Extract<KeySource, { kind: 'file' | 'development' }>

type Tree = Record<string, unknown>

/** A key as it is written in a variable: a cookie or a sealing key in one word, a signing key as JSON. */
export function wordOf(key: WrittenKey): string {
  if (!('key' in key) || typeof key.key !== 'string') return JSON.stringify(key)
  const id = 'id' in key && typeof key.id === 'string' ? `${key.id}:` : ''
  return `${id}${key.key}@${key.from}`
}

/**
 * The text of a file after a change of its keys. Keys are as they were written, in their order, and what
 * comes out is of the same form: words, JSON or YAML. Comments stay at the top of the file alone.
 *
 * @param add put in front of the others
 * @param keeps tells, by place, which of those that there were stay
 */
export function withKeys(
  text: string,
  { kind: form }: KeyFile,
  kind: KeyKind,
  add: readonly WrittenKey[],
  keeps: (index: number) => boolean,
): string {
  const heading = /^(?:[ \t]*(?:#[^\n]*)?\n)*/.exec(text)?.[0] ?? ''
  const root: unknown = parse(text)
  const holder: Tree = form === 'development' ? (root as Tree) : { [kind]: root }
  const old = holder[kind]
  const change = (entries: readonly unknown[]): unknown[] => {
    const words = kind !== 'signing' && entries.every((entry) => typeof entry === 'string')
    return [
      ...add.map((key) => (words ? wordOf(key) : key)),
      ...entries.filter((_, at) => keeps(at)),
    ]
  }
  if (typeof old === 'string') {
    const words = change(old.split(/[\s,]+/).filter((word) => word !== ''))
    return `${heading}${words.join('\n')}\n`
  }
  const changed = Array.isArray(old)
    ? change(old)
    : { ...(old as Tree), keys: change((old as { keys: unknown[] }).keys) }
  const whole = form === 'development' ? { ...holder, [kind]: changed } : changed
  return /^\s*[[{]/.test(text)
    ? `${JSON.stringify(whole, undefined, 2)}\n`
    : `${heading}${stringify(whole)}`
}

/**
 * Puts a text in the place of a file's, whole or not at all, whatever ends the process or the machine
 * meanwhile. Who may read it, and whose it is, stay as they were: the server may be another user.
 *
 * @param before what was read: if somebody else has changed it since, nothing is written
 * @throws ConfigurationError naming the option
 */
export function replaceFile(option: string, path: string, before: string, after: string): void {
  const file = pathOf(option, path)
  const draft = `${file}.new`
  let handle: number
  try {
    handle = openSync(draft, 'wx', 0o600)
  } catch (cause) {
    const problem = isCode(cause, 'EEXIST')
      ? `${draft} exists: another command is at work, or was ended; if none is, delete it`
      : `cannot write ${draft} (${codeOf(cause)})`
    throw new ConfigurationError(option, problem, { cause })
  }
  try {
    try {
      const { mode, uid, gid } = statSync(file)
      if (readFileSync(file, 'utf8') !== before) {
        throw new ConfigurationError(option, `${file} was changed meanwhile; nothing was written`)
      }
      fchmodSync(handle, mode & 0o777)
      if (uid !== process.getuid?.() || gid !== process.getgid?.()) fchownSync(handle, uid, gid)
      writeFileSync(handle, after)
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
    renameSync(draft, file)
    syncFolder(dirname(file))
  } catch (cause) {
    rmSync(draft, { force: true })
    if (cause instanceof ConfigurationError) throw cause
    throw new ConfigurationError(option, `cannot write ${file} (${codeOf(cause)})`, { cause })
  }
}

/** A link stays one: what it leads to is replaced. */
function pathOf(option: string, path: string): string {
  try {
    return realpathSync(path)
  } catch (cause) {
    throw new ConfigurationError(option, `cannot find ${path} (${codeOf(cause)})`, { cause })
  }
}

/** The new name outlives a power cut too. */
function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown'

const isCode = (error: unknown, code: string): boolean => codeOf(error) === code
