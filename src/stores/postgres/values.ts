import { types, type CustomTypesConfig } from 'pg'
import type { Row, SqlValue } from '../sql/work.ts'

/*
 * PostgreSQL's text holds every character but NUL, which a stranger may type where a name, a code or a cookie is looked
 * up by. As in the other stores it is a character like any other: it and the one after it are written as two each, which
 * leaves every text in the order that it has.
 */
export const parameterOf = (value: SqlValue): SqlValue =>
  typeof value === 'string' && (value.includes('\0') || value.includes('\u0001'))
    ? value.replaceAll('\u0001', '\u0001\u0002').replaceAll('\0', '\u0001\u0001')
    : value

const textOf = (text: string): string =>
  text.includes('\u0001')
    ? text.replaceAll('\u0001\u0001', '\0').replaceAll('\u0001\u0002', '\u0001')
    : text

export const rowOf = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column,
      typeof value === 'string' ? textOf(value) : value,
    ]),
  )

const INT8: number = types.builtins.INT8
const BYTEA: number = types.builtins.BYTEA

/** Whole numbers as numbers: what is too large for one stays a text, which no column here promises. Bytes as `Uint8Array`. */
export const TYPES: CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    const parse: (text: string) => unknown = types.getTypeParser(oid, format)
    if (oid === INT8) return integerOf
    if (oid === BYTEA) return (text: string) => Uint8Array.from(parse(text) as Buffer)
    return parse
  },
}

function integerOf(text: string): number | string {
  const value = Number(text)
  return Number.isSafeInteger(value) ? value : text
}
