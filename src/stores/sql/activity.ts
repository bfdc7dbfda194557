import type { ActivityEntry, ActivityStore } from '../../audit/activity-store.ts'
import type { Database, Row } from './database.ts'
import { instantAt, integerOf, textOf } from './rows.ts'
import type { SqliteUnits } from './units.ts'

const INSERT = 'INSERT INTO activity (account_id, at, entry) VALUES (?, ?, ?)'

/** No account has it: ids are 22 characters long. */
const NOBODY = ''

export function createActivityStore(database: Database, units: SqliteUnits): ActivityStore {
  return {
    async add(accountId, at, entry) {
      // As everywhere: a history that cannot be written keeps nobody from signing in.
      const write = (): void => {
        database.run(INSERT, accountId, at, entry)
      }
      units.later(write, { mayFail: true })
    },

    async addNothing(at, entry) {
      database.transaction(() => {
        database.run(INSERT, NOBODY, at, entry)
        database.run('DELETE FROM activity WHERE account_id = ?', NOBODY)
      })
    },

    async list(accountId, before, limit) {
      units.settle()
      const rows = database.all(
        'SELECT * FROM activity WHERE account_id = ? AND id < ? ORDER BY id DESC LIMIT ?',
        accountId,
        before ?? Number.MAX_SAFE_INTEGER,
        limit,
      )
      return rows.map(entryOf)
    },
  }
}

const entryOf = (row: Row): ActivityEntry => ({
  place: integerOf(row, 'id'),
  at: instantAt(row, 'at'),
  entry: textOf(row, 'entry'),
})
