import { types, type CustomTypesConfig } from 'pg'
import type { Row, SqlValue } from '../sql/work.ts'

/*
 * PostgreSQL's text holds every character but NUL, which a stranger may type where a name, a code or a cookie is looked
 * up by. As in the other stores it is a character like any other: it is written as two, of which the first is one that
 * Unicode keeps for the like (a noncharacter).
 */
const ESCAPE = '\uFDD0'

export const parameterOf = (value: SqlValue): SqlValue =>
  typeof value === 'string' && /[\0\uFDD0]/.test(value)
    ? value.replaceAll(ESCAPE, `${ESCAPE}1`).replaceAll('\0', `${ESCAPE}0`)
    : value

const textOf = (text: string): string =>
  text.includes(ESCAPE)
    ? text.replaceAll(/\uFDD0([01])/g, (_, which) => (which === '0' ? '\0' : ESCAPE))
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
