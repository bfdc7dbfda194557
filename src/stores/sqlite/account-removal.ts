import type { AccountRemoval, RemovedAccount } from '../../people/account-removal.ts'
import type { AccountId } from '../../kernel/ids.ts'
import type { Clock } from '../../kernel/instant.ts'
import { withoutOrigin } from '../../audit/history.ts'
import { budgetsOf } from '../budgets-of.ts'
import { accountOf } from './accounts.ts'
import { forgetFailuresIn } from './attempts.ts'
import type { Database } from './database.ts'
import { revokeAllGrants } from './grants.ts'
import { integerOf, textOf } from './rows.ts'
import { endSessionsOf } from './sessions.ts'
import type { SqliteUnits } from './units.ts'

/** Tables of what is an account's and goes with it; artefacts last, when sessions and grants are buried. */
const OWNED = [
  'authenticators',
  'enrolments',
  'recovery_codes',
  'trusted_browsers',
  'password_resets',
  'email_changes',
  'outbox',
  'artefacts',
]

/** One less than the greatest number that can be asked for. */
const ALL = Number.MAX_SAFE_INTEGER - 1

export const createAccountRemoval = (
  database: Database,
  units: SqliteUnits,
  clock: Clock,
): AccountRemoval => ({
  async remove(id) {
    units.settle()
    return database.transaction((): RemovedAccount => {
      const row = database.get('DELETE FROM accounts WHERE id = ? RETURNING *', id)
      const account = row && accountOf(row)
      const sessions = endSessionsOf(database, clock, id, ALL, undefined)
      revokeAllGrants(database, clock(), id)
      for (const table of OWNED) database.run(`DELETE FROM ${table} WHERE account_id = ?`, id)
      for (const subject of budgetsOf(id, account)) forgetFailuresIn(database, subject)
      forgetOrigins(database, id)
      return { sessions, ...(account ? { account } : {}) }
    })
  },
})

function forgetOrigins(database: Database, id: AccountId): void {
  for (const row of database.all('SELECT id, entry FROM activity WHERE account_id = ?', id)) {
    const entry = withoutOrigin(textOf(row, 'entry'))
    database.run('UPDATE activity SET entry = ? WHERE id = ?', entry, integerOf(row, 'id'))
  }
}
