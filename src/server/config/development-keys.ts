import { randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { codeOf, ConfigurationError } from '../../kernel/faults.ts'
import type { Keys } from './configuration.ts'
import { firstKeys, newSigningKey } from '../keys/first-keys.ts'
import { replaceFile } from '../keys/key-file.ts'
import { missingAlgorithms } from '../keys/make-key.ts'
import { completeKeysSchema } from './keys.ts'
import { parseJson } from '../../kernel/typing.ts'

export const developmentKeysFile = (dataDir: string): string => join(dataDir, 'keys.json')

/**
 * The keys of a development server: made once, then kept in `<dataDir>/keys.json`, which only its
 * owner can read, so that sessions and enrolled devices outlive a restart.
 *
 * Of processes that start at once, all end up with one set: each writes a complete file of its own,
 * and linking it to the name succeeds for exactly one.
 *
 * @throws ConfigurationError when the file cannot be written, or is not what was written
 */
export function developmentKeys(dataDir: string): Keys {
  const file = developmentKeysFile(dataDir)
  try {
    const keys = read(file) ?? create(dataDir, file)
    if (keys) return complete(file, keys)
    throw new ConfigurationError('development.dataDir', `${file} was deleted meanwhile`)
  } catch (cause) {
    if (cause instanceof ConfigurationError) throw cause
    const problem = `cannot keep keys in ${file} (${codeOf(cause)})`
    throw new ConfigurationError('development.dataDir', problem, { cause })
  }
}

function read(file: string): Keys | undefined {
  let content: string
  try {
    content = readFileSync(file, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
  const keys = completeKeysSchema.safeParse(parseJson(content))
  if (keys.success) return keys.data
  // Never made anew: what is sealed with the old ones would be lost.
  throw new ConfigurationError(
    'development.dataDir',
    `${file} is damaged; restore it, or delete it together with the database`,
  )
}

/** A version before made ES256 alone: beside it comes an RSA key, for the clients that name no algorithm. */
function complete(file: string, keys: Keys): Keys {
  const missing = missingAlgorithms(keys)
  if (missing.length === 0) return keys
  const before = readFileSync(file, 'utf8')
  const tree = JSON.parse(before) as { readonly signing: { readonly keys: readonly object[] } }
  const signing = { ...tree.signing, keys: [...tree.signing.keys, ...missing.map(newSigningKey)] }
  const after = `${JSON.stringify({ ...tree, signing }, undefined, 2)}\n`
  try {
    replaceFile('development.dataDir', file, before, after)
  } catch (error) {
    // Another process was quicker, or nothing can be written here: it starts as it did before.
    if (!(error instanceof ConfigurationError)) throw error
  }
  return read(file) ?? keys
}

function create(dataDir: string, file: string): Keys | undefined {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const draft = `${file}.${process.pid}.${randomBytes(6).toString('hex')}`
  try {
    writeFileSync(draft, `${JSON.stringify(firstKeys('dev'), undefined, 2)}\n`, {
      mode: 0o600,
      flag: 'wx',
      flush: true,
    })
    linkSync(draft, file)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  } finally {
    rmSync(draft, { force: true })
  }
  return read(file)
}
