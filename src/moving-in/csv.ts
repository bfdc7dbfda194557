import { CsvError, parse } from 'csv-parse/sync'
import { fieldOf } from '../kernel/typing.ts'
import { MalformedFile, lineAt, type Place, type SourceFile } from './entry.ts'
import { textOf, unexpected } from './text.ts'

/** A row by the names of its columns, in lower case. */
export interface CsvRow {
  readonly place: Place
  /** Empty where there is no such column. */
  readonly cell: (name: string) => string
}

export interface CsvOptions {
  /** What the columns are where the file does not say. @default the first line says it */
  readonly columns?: readonly string[]
  /** Those without which it is another file. */
  readonly expected: readonly string[]
  /** @default a comma */
  readonly delimiter?: string
}

/** RFC 4180: quoted cells, in which line breaks may stand. @throws MalformedFile with the line */
export function readCsv(file: SourceFile, options: CsvOptions): readonly CsvRow[] {
  const { columns, expected, delimiter = ',' } = options
  const rows = rowsOf(textOf(file), delimiter, columns !== undefined)
  const [header, ...rest] = rows
  const names = columns ?? header?.cells.map((cell) => cell.trim().toLowerCase()) ?? []
  const missing = expected.filter((name) => !names.includes(name))
  if (missing.length > 0) unexpected(`there is no column ${missing.join(', ')}`, 1)
  return (columns ? rows : rest).map(({ line, cells }) => ({
    place: lineAt(line),
    cell: (name) => cells[names.indexOf(name)] ?? '',
  }))
}

interface Row {
  readonly line: number
  readonly cells: readonly string[]
}

/** Where the file itself names no columns a row may end early: what comes last is often left out. */
function rowsOf(text: string, delimiter: string, mayEndEarly: boolean): readonly Row[] {
  try {
    const found = parse(text, {
      bom: true,
      info: true,
      delimiter,
      skip_empty_lines: true,
      relax_column_count: mayEndEarly,
    }) as unknown as readonly { readonly record: string[]; readonly info: { lines: number } }[]
    return found.map(({ record, info }) => ({
      // The last of its lines is given.
      line: info.lines - record.join('').split('\n').length + 1,
      cells: record,
    }))
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause
    // The message may quote what stands there.
    const line = Number(fieldOf(cause, 'lines')) || 1
    throw new MalformedFile(`not CSV: ${cause.code}`, lineAt(line), { cause })
  }
}
