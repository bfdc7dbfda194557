import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/*
 * Plain JavaScript, so that Node does not have to load what strips types from TypeScript: that alone takes half a
 * second of a start, and 40 MiB of a server that runs for months.
 */

/** This checkout. */
const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** In an outcome: what it was made from. */
const STAMP = '.made-from'

/** What is compiled by one `tsconfig.json`, and the folder that comes of it. Paths are relative to the checkout. */
/** @typedef {{ project: string, sources: string[], outcome: string }} Part */

/**
 * The program, and what is published.
 *
 * @type {Part}
 */
const PROGRAM = { project: 'src', sources: ['src'], outcome: 'dist' }

/**
 * Compiles a part where it was not made from its sources as they are now. Some 3 seconds; 20 milliseconds where
 * nothing is to do. The folder is replaced as a whole, and only when all went well: a server that runs from it
 * keeps what it has.
 *
 * @param {string} [root] a checkout, this one by default
 * @param {Part} [part] the program by default
 * @returns {'made' | 'wrong' | 'impossible'} `made`: the outcome is what the sources say. If not, somebody has told
 *   why: the compiler, or we where there is none, as after `npm ci --omit=dev`, or where nothing may be written
 */
export function compile(root = ROOT, part = PROGRAM) {
  const outcome = join(root, part.outcome)
  // Before it is compiled: what is changed meanwhile has not been seen.
  const sources = digestOf(root, part)
  if (isMadeFrom(outcome, sources)) return 'made'
  const compiler = compilerOf(root)
  if (compiler === undefined) {
    tell('TypeScript, a development dependency, is not installed: nothing is compiled.')
    return 'impossible'
  }
  tell('Compiling the sources, which takes some seconds…')
  try {
    const fresh = mkdtempSync(`${outcome}-`)
    try {
      const { status } = spawnSync(
        process.execPath,
        [compiler, '-p', join(root, part.project), '--outDir', fresh, '--noEmitOnError'],
        // What the program prints for other programs stays alone on its output.
        { stdio: ['ignore', 2, 2] },
      )
      if (status !== 0) return 'wrong'
      writeFileSync(join(fresh, STAMP), sources)
      replace(outcome, fresh)
    } finally {
      rmSync(fresh, { recursive: true, force: true })
    }
    return 'made'
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error
    // Another process may have done it in the same moment.
    if (isMadeFrom(outcome, sources)) return 'made'
    tell(`Nothing is compiled: ${error.message}`)
    return 'impossible'
  }
}

/**
 * @param {string} outcome
 * @param {string} fresh
 */
function replace(outcome, fresh) {
  const old = `${fresh}-old`
  if (statSync(outcome, { throwIfNoEntry: false })) renameSync(outcome, old)
  renameSync(fresh, outcome)
  rmSync(old, { recursive: true, force: true })
}

/**
 * Of names, sizes and times: what is copied with an older time is another file, too.
 *
 * @param {string} root
 * @param {Part} part
 */
function digestOf(root, { project, sources }) {
  const hash = createHash('sha256')
  const files = sources.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
      join(folder, file),
    ),
  )
  const others = ['tsconfig.json', join(project, 'tsconfig.json'), 'package-lock.json']
  for (const file of [...others, ...files].toSorted()) {
    const { size = 0, mtimeMs = 0 } = statSync(join(root, file), { throwIfNoEntry: false }) ?? {}
    hash.update(`${file}\0${size}\0${mtimeMs}\0`)
  }
  return hash.digest('hex')
}

/**
 * @param {string} outcome
 * @param {string} sources
 */
function isMadeFrom(outcome, sources) {
  try {
    return readFileSync(join(outcome, STAMP), 'utf8') === sources
  } catch {
    return false
  }
}

/** @param {string} root */
function compilerOf(root) {
  try {
    const manifest = createRequire(join(root, 'package.json')).resolve('typescript/package.json')
    return join(dirname(manifest), 'bin/tsc')
  } catch {
    return undefined
  }
}

/** @param {string} text */
function tell(text) {
  process.stderr.write(`${text}\n`)
}
