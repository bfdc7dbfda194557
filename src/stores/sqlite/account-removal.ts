import type { AccountRemoval, RemovedAccount } from '../../people/account-removal.ts'
import type { Clock } from '../../kernel/instant.ts'
import { budgetsOf } from '../budgets-of.ts'
import { forgetOrigins } from '../sql/activity.ts'
import { forgetFailures } from '../sql/attempts.ts'
import { revokeGrants } from '../sql/grants.ts'
import { endSessionsOf } from '../sql/sessions.ts'
import type { SqlUnits } from '../sql/units.ts'
import { accountOf } from './accounts.ts'
import type { Database } from './database.ts'
import { perform } from './engine.ts'

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
  units: SqlUnits,
  clock: Clock,
): AccountRemoval => ({
  async remove(id) {
    await units.settle()
    return database.transaction((): RemovedAccount => {
      const row = database.get('DELETE FROM accounts WHERE id = ? RETURNING *', id)
      const account = row && accountOf(row)
      const sessions = perform(database, endSessionsOf(clock(), id, ALL))
      perform(database, revokeGrants(clock(), id))
      for (const table of OWNED) database.run(`DELETE FROM ${table} WHERE account_id = ?`, id)
      for (const subject of budgetsOf(id, account)) perform(database, forgetFailures(subject))
      perform(database, forgetOrigins(id))
      return { sessions, ...(account ? { account } : {}) }
    })
  },
})
