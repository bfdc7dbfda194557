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
import { isNode, isScalar, isSeq, parseDocument, type Document, type YAMLSeq } from 'yaml'
import { codeOf, ConfigurationError } from '../../kernel/faults.ts'
import type { KeyKind, KeySource } from '../config/configuration.ts'
import type { WrittenKey } from './make-key.ts'

/** A place that keys can be written to. */
export type KeyFile = Extract<KeySource, { kind: 'file' | 'development' }>

/** A key as it is written in a variable: a cookie or a sealing key in one word, a signing key as JSON. */
export function wordOf(key: WrittenKey): string {
  if (!('key' in key) || typeof key.key !== 'string') return JSON.stringify(key)
  const id = 'id' in key && typeof key.id === 'string' ? `${key.id}:` : ''
  return `${id}${key.key}@${key.from}`
}

/**
 * The text of a file after a change of its keys. Keys are as they were written, in their order, and what
 * comes out is of the same form: words, JSON or YAML, which keeps its comments.
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
  const comments = /^(?:[ \t]*(?:#[^\n]*)?\n)*/.exec(text)?.[0] ?? ''
  // What stands above the first key is that key's, if a blank line parts it from what is said of them all.
  const parted = comments.lastIndexOf('\n\n')
  const heading = parted === -1 ? comments : comments.slice(0, parted + 2)
  const document = parseDocument(text.slice(heading.length))
  const path = form === 'development' ? [kind] : []
  const holder: unknown = path.length === 0 ? document.contents : document.getIn(path, true)
  if (isScalar(holder)) {
    const words = String(holder.value)
      .split(/[\s,]+/)
      .filter((word) => word !== '')
    return `${comments}${[...add.map(wordOf), ...words.filter((_, at) => keeps(at))].join('\n')}\n`
  }
  const list: unknown = isSeq(holder) ? holder : document.getIn([...path, 'keys'], true)
  if (!isSeq(list)) throw new TypeError('there is no list of keys')
  changeList(document, list, kind, add, keeps)
  return /^\s*[[{]/.test(text)
    ? `${JSON.stringify(document.toJS(), undefined, 2)}\n`
    : `${heading}${document.toString({ lineWidth: 0 })}`
}

function changeList(
  document: Document,
  list: YAMLSeq,
  kind: KeyKind,
  add: readonly WrittenKey[],
  keeps: (index: number) => boolean,
): void {
  const words = kind !== 'signing' && list.items.every((entry) => isString(entry))
  // What is said above the first key is that key's, and not the one's that comes before it.
  const [first] = list.items
  if (list.commentBefore && isNode(first)) {
    first.commentBefore = list.commentBefore
    list.commentBefore = null
  }
  list.items = [
    ...add.map((key) => document.createNode(words ? wordOf(key) : key)),
    ...list.items.filter((_, at) => keeps(at)),
  ]
}

const isString = (node: unknown): boolean => isScalar(node) && typeof node.value === 'string'

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
    const problem =
      codeOf(cause) === 'EEXIST'
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
