import { Fault } from '../../kernel/faults.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { Row } from './work.ts'

/*
 * Rows are parsed where they leave the database. A value of another type than its column promises was
 * not written by this program: that is a fault, never a default that might let somebody through.
 */

export function textOf(row: Row, column: string): string {
  const value = row[column]
  return typeof value === 'string' ? value : malformed(column)
}

export function integerOf(row: Row, column: string): number {
  const value = row[column]
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : malformed(column)
}

export function bytesOf(row: Row, column: string): Uint8Array {
  const value = row[column]
  return value instanceof Uint8Array ? value : malformed(column)
}

export const instantAt = (row: Row, column: string): Instant => integerOf(row, column) as Instant

/** Reads a column that may be NULL: `undefined` then. */
export const optional = <T>(
  read: (row: Row, column: string) => T,
  row: Row,
  column: string,
): T | undefined => (row[column] === null ? undefined : read(row, column))

export function malformed(column: string): never {
  throw new Fault('store_unavailable', `a stored row is malformed: ${column}`)
}
