import type { QueryConfig } from 'pg'
import type { Statement } from '../sql/work.ts'
import { parameterOf } from './values.ts'

type Sql = Extract<Statement, { sql: string }>

/** Statements as PostgreSQL takes them: `$1` for `?1`, and a name by which a connection has them prepared once. */
export interface Statements {
  configOf(statement: Sql): QueryConfig
  /** From now on without names: what was prepared by one is not there any more. */
  forget(): void
}

/** @param isNamed whether a connection is always the same one of the server's */
export function createStatements(isNamed: boolean): Statements {
  const known = new Map<string, { readonly text: string; readonly name: string }>()
  let named = isNamed
  return {
    configOf({ sql, values }) {
      let prepared = known.get(sql)
      if (!prepared) {
        prepared = { text: sql.replaceAll(/\?(\d+)/g, '$$$1'), name: `s${known.size}` }
        known.set(sql, prepared)
      }
      const { text, name } = prepared
      return { text, values: values.map(parameterOf), ...(named ? { name } : {}) }
    },
    forget() {
      named = false
    },
  }
}
