import type { TimeStep } from '../../people/authenticator.ts'
import type { AuthenticatorStore } from '../../people/authenticator-store.ts'
import { refuseLookAlike } from '../../people/device-name.ts'
import { nameKey } from '../../kernel/typed.ts'
import type { AccountId, AuthenticatorId } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/instant.ts'
import { authenticatorOf, countOf, holderOf, namesOf } from './authenticator-rows.ts'
import type { Database } from './database.ts'
import { abandonAllIn, createEnrolments } from './enrolments.ts'
import { textOf } from '../sql/rows.ts'

export function createAuthenticatorStore(database: Database): AuthenticatorStore {
  return {
    ...createEnrolments(database),

    async list(accountId) {
      const rows = database.all(
        `SELECT * FROM authenticators WHERE account_id = ? AND confirmed_at IS NOT NULL
        ORDER BY created_at, rowid`,
        accountId,
      )
      return rows.map(authenticatorOf)
    },

    acceptStep: async (accountId, id, step, at) => acceptStepIn(database, accountId, id, step, at),

    async rename(accountId, id, name) {
      return database.transaction(() => {
        const holder = holderOf(database, accountId, name)
        if (holder && textOf(holder, 'id') !== id) {
          return countOf(database, accountId, id) === 1 ? 'name_taken' : 'not_found'
        }
        if (countOf(database, accountId, id) === 0) return 'not_found'
        const alike = refuseLookAlike(name, namesOf(database, accountId, id))
        if (alike) return alike
        database.run(
          `UPDATE authenticators SET name = ?, name_key = ?
          WHERE account_id = ? AND id = ? AND confirmed_at IS NOT NULL`,
          name,
          nameKey(name),
          accountId,
          id,
        )
        return 'renamed'
      })
    },

    async remove(accountId, id) {
      const removed = database.run(
        'DELETE FROM authenticators WHERE account_id = ? AND id = ?',
        accountId,
        id,
      )
      return removed === 1
    },

    async removeSpare(accountId, id) {
      return database.transaction(() => {
        // One statement looks and deletes: two that go at once would otherwise both see the other.
        const removed = database.run(
          `DELETE FROM authenticators WHERE account_id = ?1 AND id = ?2 AND 1 < (
            SELECT count(*) FROM authenticators
            WHERE account_id = ?1 AND confirmed_at IS NOT NULL)`,
          accountId,
          id,
        )
        if (removed === 1) return 'removed'
        return countOf(database, accountId, id) === 1 ? 'last' : 'not_found'
      })
    },

    async removeAll(accountId) {
      return database.transaction(() => {
        abandonAllIn(database, accountId)
        return database.run('DELETE FROM authenticators WHERE account_id = ?', accountId)
      })
    },
  }
}

/**
 * One statement compares and sets. Read first and written later, a code that was seen over a shoulder
 * would pass on a second node before the first has written.
 */
export function acceptStepIn(
  database: Database,
  accountId: AccountId,
  id: AuthenticatorId,
  step: TimeStep,
  at: Instant,
): boolean {
  const accepted = database.run(
    `UPDATE authenticators SET last_step = ?1, last_used_at = ?2
    WHERE account_id = ?3 AND id = ?4 AND confirmed_at IS NOT NULL AND last_step < ?1`,
    step,
    at,
    accountId,
    id,
  )
  return accepted === 1
}
