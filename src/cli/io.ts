import type { ReadStream, WriteStream } from 'node:tty'
import type { Environment } from '../server/config/environment.ts'

/** What the command line has of the world. */
export interface Io {
  /** `isTTY` tells whether somebody sits there. */
  readonly stdin: ReadStream
  readonly stdout: WriteStream
  readonly stderr: WriteStream
  readonly env: Environment
}

/**
 * Names are written by users: a control sequence in one must not reach the operator's terminal.
 * Line feeds stand; the texts are ours.
 */
export const printable = (text: string): string => text.replace(/[^\P{C}\n]/gu, '\ufffd')

/** Columns side by side, as wide as their widest cell. */
export function table(rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map((cell) => cell.replaceAll('\n', '\ufffd')))
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(...cells.map((row) => row[column]?.length ?? 0)),
  )
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
