import { printParseErrorCode, visit, type ParseErrorCode } from 'jsonc-parser'
import type { z } from 'zod'
import { MalformedFile, lineAt, type Place, type SourceFile } from './entry.ts'
import { textOf, unexpected } from './text.ts'

/** JSON of which each object and list is found again by its line. */
export interface JsonFile {
  readonly value: unknown
  readonly placeOf: (part: unknown) => Place
}

/** Deeper than any of the formats goes. */
const DEEPEST = 64

/**
 * @param firstLine of the file, where this is a part of it
 * @throws MalformedFile with the line
 */
export function readJson(file: SourceFile, firstLine = 1): JsonFile {
  const lines = new WeakMap<object, number>()
  const open: Container[] = []
  const root: unknown[] = []
  const keys: string[] = []

  const put = (value: unknown): void => {
    const parent = open.at(-1)
    if (!parent) root.push(value)
    else if (Array.isArray(parent)) parent.push(value)
    // `__proto__` is a name like any other.
    else Object.defineProperty(parent, keys.at(-1) ?? '', { ...PLAIN, value })
  }
  const begin = (container: Container, line: number): void => {
    if (open.length >= DEEPEST) unexpected('nested too deeply', line + firstLine)
    put(container)
    lines.set(container, line + firstLine)
    open.push(container)
    keys.push('')
  }
  const end = (): void => {
    open.pop()
    keys.pop()
  }

  const text = textOf(file)
  visit(
    text,
    {
      onObjectBegin: (_offset, _length, line) => begin({}, line),
      onArrayBegin: (_offset, _length, line) => begin([], line),
      onObjectProperty: (name) => {
        keys[keys.length - 1] = name
      },
      onLiteralValue: put,
      onObjectEnd: end,
      onArrayEnd: end,
      onError: (code: ParseErrorCode, _offset, _length, line) => {
        unexpected(`not JSON: ${printParseErrorCode(code)}`, line + firstLine)
      },
    },
    { disallowComments: true },
  )
  if (root.length !== 1) unexpected('not JSON: there is nothing in it')
  return {
    value: root[0],
    placeOf: (part) => lineAt(lines.get(part as object) ?? firstLine),
  }
}

type Container = Record<string, unknown> | unknown[]

const PLAIN = { writable: true, enumerable: true, configurable: true } as const

/**
 * What a schema reads of a part.
 *
 * @throws MalformedFile with what is wrong, and never with what stands there
 */
export function shaped<Schema extends z.ZodType>(
  schema: Schema,
  part: unknown,
  place: Place,
  what: string,
): z.output<Schema> {
  const { success, data, error } = schema.safeParse(part)
  if (success) return data
  throw new MalformedFile(`${what}: ${problemsOf(error)}`, place)
}

/** By paths and what is expected there. */
export const problemsOf = (error: z.ZodError): string =>
  error.issues
    .slice(0, 3)
    .map(({ path, code, message }) => {
      const at = path.length === 0 ? '' : `${path.join('.')} `
      return code === 'invalid_type'
        ? `${at}${message.replace(/, received.*$/, '')}`
        : `${at}is not as expected`
    })
    .join('; ')
