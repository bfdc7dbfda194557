import { recordSchema } from '../../src/stores/transfer/record.ts'
import { settingsSchema } from '../../src/server/config/schema.ts'
import { variableOf } from '../../src/server/config/environment.ts'

/** As much of a schema of zod as tells what may be written. */
interface Definition {
  readonly type: string
  readonly shape?: Readonly<Record<string, Schema>>
  readonly element?: Schema
  readonly options?: readonly Schema[]
  readonly valueType?: Schema
  readonly innerType?: Schema
  readonly in?: Schema
  readonly out?: Schema
  readonly entries?: Readonly<Record<string, string>>
  readonly values?: readonly unknown[]
  readonly defaultValue?: string | number | boolean | object
}

interface Schema {
  readonly def: Definition
}

/** The options of the server: path, what may be written there, default, environment variable. */
export const options = (): string[] => linesOf(settingsSchema as unknown as Schema, '')

/** What stands in a record of a backup, by its kind. */
export const records = (): string[] =>
  ((recordSchema as unknown as Schema).def.options ?? []).flatMap((record) => {
    const { kind, ...members } = record.def.shape ?? {}
    const [name] = kind?.def.values ?? []
    return linesOf({ def: { type: 'object', shape: members } }, String(name))
  })

function linesOf(schema: Schema, path: string): string[] {
  const { inner, standard } = unwrapped(schema)
  const branches =
    inner.def.type === 'union' ? (inner.def.options ?? []).map(unwrapped) : [{ inner }]
  const words = branches.flatMap((branch) => wordsFor(branch.inner))
  const below = branches.flatMap((branch) => linesBelow(branch.inner, path))
  const variable = variableOf(path)
  const line = [
    path,
    words.length > 0 ? ` ${words.join(' | ')}` : '',
    standard === undefined ? '' : ` = ${standard}`,
    variable === undefined ? '' : ` (${variable})`,
  ].join('')
  return [...(path === '' || line === path ? [] : [line]), ...below]
}

/** What is around a schema tells whether it may be left out, and what is taken then. */
function unwrapped(schema: Schema): { readonly inner: Schema; readonly standard?: string } {
  const { innerType, type, in: from, out, defaultValue } = schema.def
  if (type === 'pipe' && from && out) return unwrapped(from.def.type === 'transform' ? out : from)
  if (!innerType) return { inner: schema }
  const { inner, standard } = unwrapped(innerType)
  const own = typeof defaultValue === 'object' ? undefined : defaultValue
  const told = own === undefined ? standard : String(own)
  return { inner, ...(told === undefined ? {} : { standard: told }) }
}

function wordsFor({ def }: Schema): string[] {
  switch (def.type) {
    case 'enum':
      return Object.values(def.entries ?? {})
    case 'literal':
      return (def.values ?? []).map(String)
    case 'object':
    case 'array':
    case 'record':
      return []
    default:
      return [`<${def.type}>`]
  }
}

function linesBelow({ def }: Schema, path: string): string[] {
  const { shape = {}, element, valueType } = def
  return [
    ...Object.entries(shape).flatMap(([name, each]) =>
      linesOf(each, path === '' ? name : `${path}.${name}`),
    ),
    ...(element ? linesOf(element, `${path}[]`) : []),
    ...(valueType ? linesOf(valueType, `${path}.*`) : []),
  ]
}
