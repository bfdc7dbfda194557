import type { ActivityEntry, ActivityStore } from '../../audit/activity-store.ts'
import { withoutOrigin } from '../../audit/history.ts'
import type { AccountId } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/instant.ts'
import { instantAt, integerOf, textOf } from './rows.ts'
import type { SqlUnits } from './units.ts'
import { all, run, type Row, type SqlEngine, type Work } from './work.ts'

const INSERT = 'INSERT INTO activity (account_id, at, entry) VALUES (?1, ?2, ?3)'

/** No account has it: ids are 22 characters long. */
const NOBODY = ''

export const createActivityStore = (engine: SqlEngine, units: SqlUnits): ActivityStore => ({
  // As everywhere: a history that cannot be written keeps nobody from signing in.
  add: (accountId, at, entry) =>
    units.later(() => addActivity(accountId, at, entry), { mayFail: true, alone: true }),

  addNothing: (at, entry) =>
    engine.change(function* (): Work<void> {
      yield* addActivity(NOBODY, at, entry)
      yield* run('DELETE FROM activity WHERE account_id = ?1', NOBODY)
    }),

  async list(accountId, before, limit) {
    await units.settle()
    return engine.read(function* () {
      const rows = yield* all(
        `SELECT id, at, entry FROM activity WHERE account_id = ?1 AND id < ?2
        ORDER BY id DESC LIMIT ?3`,
        accountId,
        before ?? Number.MAX_SAFE_INTEGER,
        limit,
      )
      return rows.map(entryOf)
    })
  },
})

export function* addActivity(id: string, at: Instant, entry: string): Work<void> {
  yield* run(INSERT, id, at, entry)
}

const entryOf = (row: Row): ActivityEntry => ({
  place: integerOf(row, 'id'),
  at: instantAt(row, 'at'),
  entry: textOf(row, 'entry'),
})

/** What happened stays, and where it came from does not: the account is gone. */
export function* forgetOrigins(id: AccountId): Work<void> {
  for (const row of yield* all('SELECT id, entry FROM activity WHERE account_id = ?1', id)) {
    const entry = withoutOrigin(textOf(row, 'entry'))
    yield* run('UPDATE activity SET entry = ?1 WHERE id = ?2', entry, integerOf(row, 'id'))
  }
}
