import type { Readable, Writable } from 'node:stream'
import type { PasswordHasher } from '../methods/password/password-hasher.ts'
import type { Environment } from '../server/config/environment.ts'

/** What a command has of the world. All but `serve` know nothing else of their process. */
export interface Io {
  readonly stdin: Readable & Terminal
  readonly stdout: Output
  readonly stderr: Output
  readonly env: Environment
  readonly signals: Signals
  /** What passwords are hashed with. @default what the server hashes with */
  readonly hasher?: PasswordHasher
}

export interface Terminal {
  /** Whether somebody sits there. */
  readonly isTTY?: boolean
}

export type Output = Writable & Terminal & { readonly columns?: number }

/** Where the signals arrive that interrupt a command. */
export interface Signals {
  once(signal: Interruption, listener: () => void): unknown
  off(signal: Interruption, listener: () => void): unknown
}

type Interruption = 'SIGINT' | 'SIGTERM'

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
