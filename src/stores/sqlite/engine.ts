import type { SqlEngine, SqlResult, Work } from '../sql/work.ts'
import type { Database } from './database.ts'

/**
 * Runs works from beginning to end without a pause: a transaction that waited for something would hold up every other
 * writer. Within a transaction of the same connection a work is a part of it.
 */
export const createSqliteEngine = (database: Database): SqlEngine => ({
  name: 'sqlite',
  read: async (work) => perform(database, work()),
  once: async (work) => perform(database, work()),
  change: async (work) => database.transaction(() => perform(database, work())),
})

/** In the caller's transaction, or each statement in one of its own. */
export function perform<T>(database: Database, work: Work<T>): T {
  let next = work.next()
  while (!next.done) {
    const statement = next.value
    if ('lock' in statement) {
      // The write lock is the only one.
      next = work.next(NOTHING)
      continue
    }
    let result: SqlResult
    try {
      result = database.execute(statement.sql, statement.values)
    } catch (error) {
      next = work.throw(error)
      continue
    }
    next = work.next(result)
  }
  return next.value
}

const NOTHING: SqlResult = { rows: [], changes: 0 }
