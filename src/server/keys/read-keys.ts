import { readFile } from 'node:fs/promises'
import { assertNever } from '../../kernel/typing.ts'
import { problemsOf, type Problem } from '../config/problems.ts'
import {
  KEY_KINDS,
  refuse,
  type KeyKind,
  type Keys,
  type KeySource,
} from '../config/configuration.ts'
import { completeKeysSchema, keysSchema } from '../config/keys.ts'
import { parseText } from '../config/sources.ts'
import { runCommand } from './command.ts'
import { codeOf } from '../../kernel/faults.ts'

/** What stands where keys come from; nothing for those that are read once. */
export type KeyTexts = Readonly<Partial<Record<KeyKind, string>>>

/**
 * Reads every place anew.
 *
 * @param commands whether commands are run again; else what they printed `before` stands
 * @throws InvalidConfiguration for a place that cannot be read
 */
export async function readTexts(
  { sources }: Keys,
  commands: boolean,
  before: KeyTexts,
): Promise<KeyTexts> {
  if (!sources) return {}
  const problems: Problem[] = []
  const texts: Partial<Record<KeyKind, string>> = {}
  for (const kind of KEY_KINDS) {
    const source = sources[kind]
    if (source.kind === 'command' && !commands) {
      const known = before[kind]
      if (known !== undefined) texts[kind] = known
      continue
    }
    const read = await readSource(source)
    if (!read) continue
    if ('problem' in read) problems.push({ path: `keys.${kind}`, problem: read.problem })
    else texts[kind] = read.text
  }
  refuse(problems)
  return texts
}

async function readSource(
  source: KeySource,
): Promise<{ readonly text: string } | { readonly problem: string } | undefined> {
  switch (source.kind) {
    case 'written':
      return undefined
    case 'command':
      return runCommand(source.command)
    case 'file':
    case 'development':
      try {
        return { text: await readFile(source.path, 'utf8') }
      } catch (error) {
        return { problem: `cannot read ${source.path} (${codeOf(error)})` }
      }
    default:
      return assertNever(source)
  }
}

/**
 * What texts come to, with what stands in the configuration itself as it was. All or nothing: never
 * some keys of the old and some of the new.
 *
 * @throws InvalidConfiguration with everything that is wrong; no message quotes a text
 */
export function parseKeys(known: Keys, texts: KeyTexts): Keys {
  const problems: Problem[] = []
  let keys = known
  for (const kind of KEY_KINDS) {
    const text = texts[kind]
    const source = known.sources?.[kind]
    if (text === undefined || !source) continue
    const found: Problem[] = []
    const value = parseText(text, nameOf(source), `keys.${kind}`, found)
    problems.push(...found)
    if (found.length > 0) continue
    const parsed =
      source.kind === 'development'
        ? completeKeysSchema.safeParse(value)
        : keysSchema.safeParse({ [kind]: value ?? '' })
    if (parsed.success) keys = { ...keys, [kind]: parsed.data[kind] ?? keys[kind] }
    else {
      problems.push(
        ...problemsOf(parsed.error).map(({ path, problem }) => ({ path: `keys.${path}`, problem })),
      )
    }
  }
  refuse(problems)
  return keys
}

/** For an operator to find it again; what a command is given may be secret. */
export function nameOf(source: KeySource): string {
  switch (source.kind) {
    case 'written':
      return 'the configuration'
    case 'file':
    case 'development':
      return source.path
    case 'command':
      return `the output of "${source.command.program}"`
    default:
      return assertNever(source)
  }
}
