import type { Authenticator } from '../../people/authenticator.ts'
import {
  MOST_WAITING,
  type AuthenticatorStore,
  type Confirming,
  type FirstCode,
} from '../../people/authenticator-store.ts'
import { refuseLookAlike } from '../../people/device-name.ts'
import { nameKey } from '../../kernel/typed.ts'
import type { AccountId } from '../../kernel/ids.ts'
import { authenticatorOf, countOf, holderOf, namesOf } from './authenticator-rows.ts'
import type { Database } from './database.ts'
import { putFirstSet } from './recovery-codes.ts'
import { integerOf, textOf } from '../sql/rows.ts'

type Enrolments = Pick<
  AuthenticatorStore,
  'begin' | 'waiting' | 'chargeFirstCode' | 'confirm' | 'abandon' | 'abandonAll'
>

/** Devices that wait for their first code. */
export const createEnrolments = (database: Database): Enrolments => ({
  async begin(authenticator, by, limit, since) {
    const { id, accountId, name, parameters, secret, createdAt } = authenticator
    return database.transaction(() => {
      const refusal = refusalOf(database, authenticator, limit)
      if (refusal) return refusal
      database.run(
        'DELETE FROM enrolments WHERE account_id = ? AND (enroller = ? OR created_at < ?)',
        accountId,
        by,
        since,
      )
      database.run(
        `INSERT INTO enrolments
          (id, account_id, enroller, name, algorithm, digits, period, key_id, sealed, created_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        id,
        accountId,
        by,
        name,
        parameters.algorithm,
        parameters.digits,
        parameters.period,
        secret.keyId,
        secret.bytes,
        createdAt,
      )
      database.run(
        `DELETE FROM enrolments WHERE rowid IN (SELECT rowid FROM enrolments WHERE account_id = ?
          ORDER BY created_at DESC, rowid DESC LIMIT -1 OFFSET ${MOST_WAITING})`,
        accountId,
      )
      return 'begun'
    })
  },

  async waiting(accountId, by, since) {
    const row = database.get(
      `SELECT *, NULL AS confirmed_at, NULL AS last_used_at FROM enrolments
      WHERE account_id = ? AND enroller = ? AND created_at >= ?`,
      accountId,
      by,
      since,
    )
    return row && authenticatorOf(row)
  },

  async chargeFirstCode({ accountId, by, id }, most, since) {
    // One statement looks and counts: of many that go at once none is let through beside the others.
    const row = database.transaction(() =>
      database.get(
        `UPDATE enrolments SET wrong_codes = wrong_codes + 1
        WHERE id = ? AND account_id = ? AND enroller = ? AND created_at >= ? AND wrong_codes < ?
        RETURNING wrong_codes`,
        id,
        accountId,
        by,
        since,
        most,
      ),
    )
    return row && integerOf(row, 'wrong_codes')
  },

  confirm: async (firstCode) => database.transaction(() => confirmIn(database, firstCode)),

  async abandon({ accountId, by, id }) {
    const abandoned = database.run(
      'DELETE FROM enrolments WHERE id = ? AND account_id = ? AND enroller = ?',
      id,
      accountId,
      by,
    )
    return abandoned === 1
  },

  async abandonAll(accountId) {
    abandonAllIn(database, accountId)
  },
})

/** Within the transaction that voids what was proved, or takes everything away. */
export function abandonAllIn(database: Database, accountId: AccountId): void {
  database.run('DELETE FROM enrolments WHERE account_id = ?', accountId)
}

/** What confirmed ones leave no room for. */
function refusalOf(
  database: Database,
  { accountId, name }: Pick<Authenticator, 'accountId' | 'name'>,
  limit: number,
): 'limit_reached' | 'name_taken' | undefined {
  if (countOf(database, accountId) >= limit) return 'limit_reached'
  return holderOf(database, accountId, name) ? 'name_taken' : undefined
}

function confirmIn(database: Database, firstCode: FirstCode): Confirming {
  const { accountId, by, id, step, at, since, limit, recoveryCodes } = firstCode
  const row = database.get(
    'SELECT name FROM enrolments WHERE id = ? AND account_id = ? AND enroller = ? AND created_at >= ?',
    id,
    accountId,
    by,
    since,
  )
  if (!row) return { outcome: 'gone' }
  const name = textOf(row, 'name')
  const refusal = refusalOf(database, { accountId, name }, limit)
  if (refusal) return { outcome: refusal }
  // In the transaction that takes the name: of two at once the second sees the first.
  const alike = refuseLookAlike(name, namesOf(database, accountId))
  if (alike) return alike
  const isFirst = countOf(database, accountId) === 0
  // A process of an older version may have left one there that waits, and it would hold its name.
  database.run(
    'DELETE FROM authenticators WHERE account_id = ? AND confirmed_at IS NULL',
    accountId,
  )
  database.run(
    `INSERT INTO authenticators
      (id, account_id, name, name_key, algorithm, digits, period, key_id, sealed, created_at,
      confirmed_at, last_step)
    SELECT id, account_id, name, ?, algorithm, digits, period, key_id, sealed, created_at, ?, ?
    FROM enrolments WHERE id = ?`,
    nameKey(name),
    at,
    step,
    id,
  )
  if (isFirst) abandonAllIn(database, accountId)
  else database.run('DELETE FROM enrolments WHERE id = ?', id)
  const put = isFirst && recoveryCodes !== undefined && putFirstSet(database, recoveryCodes)
  return { outcome: 'confirmed', recoveryCodes: put }
}
