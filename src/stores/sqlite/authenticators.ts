import type { Authenticator, TimeStep, TotpAlgorithm } from '../../authenticators/authenticator.ts'
import type { AuthenticatorStore } from '../../authenticators/authenticator-store.ts'
import { nameKey } from '../../authenticators/name-key.ts'
import type { AccountId, AuthenticatorId } from '../../ids.ts'
import type { Instant } from '../../instant.ts'
import type { Database, Row } from './database.ts'
import { bytesOf, instantAt, integerOf, malformed, optional, textOf } from './rows.ts'

export function createAuthenticatorStore(database: Database): AuthenticatorStore {
  return {
    async add(authenticator, limit, pendingSince) {
      const { accountId, name } = authenticator
      return database.transaction(() => {
        database.run(
          'DELETE FROM authenticators WHERE account_id = ? AND confirmed_at IS NULL AND created_at < ?',
          accountId,
          pendingSince,
        )
        if (countOf(database, accountId) >= limit) return 'limit_reached'
        if (holderOf(database, accountId, name)) return 'name_taken'
        insert(database, authenticator)
        return 'added'
      })
    },

    async list(accountId, pendingSince) {
      const rows = database.all(
        `SELECT * FROM authenticators WHERE account_id = ? AND ${ALIVE}
        ORDER BY created_at, rowid`,
        accountId,
        pendingSince,
      )
      return rows.map(authenticatorOf)
    },

    async confirm(accountId, id, step, at, pendingSince) {
      const confirmed = database.run(
        `UPDATE authenticators SET confirmed_at = ?, last_step = ?
        WHERE account_id = ? AND id = ? AND confirmed_at IS NULL AND created_at >= ?`,
        at,
        step,
        accountId,
        id,
        pendingSince,
      )
      return confirmed === 1
    },

    acceptStep: async (accountId, id, step, at) => acceptStepIn(database, accountId, id, step, at),

    async rename(accountId, id, name, pendingSince) {
      return database.transaction(() => {
        const alive = database.get(
          `SELECT id FROM authenticators WHERE account_id = ? AND ${ALIVE} AND id = ?`,
          accountId,
          pendingSince,
          id,
        )
        if (!alive) return 'not_found'
        const holder = holderOf(database, accountId, name)
        if (holder && textOf(holder, 'id') !== id) {
          const abandoned =
            holder['confirmed_at'] === null && instantAt(holder, 'created_at') < pendingSince
          if (!abandoned) return 'name_taken'
          database.run('DELETE FROM authenticators WHERE id = ?', textOf(holder, 'id'))
        }
        database.run(
          'UPDATE authenticators SET name = ?, name_key = ? WHERE id = ?',
          name,
          nameKey(name),
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
          `DELETE FROM authenticators WHERE account_id = ?1 AND id = ?2
            AND (confirmed_at IS NULL OR 1 < (
              SELECT count(*) FROM authenticators
              WHERE account_id = ?1 AND confirmed_at IS NOT NULL))`,
          accountId,
          id,
        )
        if (removed === 1) return 'removed'
        const left = database.get(
          'SELECT id FROM authenticators WHERE account_id = ? AND id = ?',
          accountId,
          id,
        )
        return left ? 'last' : 'not_found'
      })
    },

    async removeAll(accountId) {
      return database.run('DELETE FROM authenticators WHERE account_id = ?', accountId)
    },
  }
}

/** Confirmed, or pending and not expired. */
const ALIVE = '(confirmed_at IS NOT NULL OR created_at >= ?)'

const countOf = (database: Database, accountId: AccountId): number =>
  integerOf(
    database.get('SELECT count(*) AS count FROM authenticators WHERE account_id = ?', accountId) ??
      {},
    'count',
  )

const holderOf = (database: Database, accountId: AccountId, name: string): Row | undefined =>
  database.get(
    'SELECT * FROM authenticators WHERE account_id = ? AND name_key = ?',
    accountId,
    nameKey(name),
  )

/** Always as pending, whatever the value says: only `confirm` makes an authenticator sign in. */
function insert(database: Database, authenticator: Authenticator): void {
  const { id, accountId, name, parameters, secret, createdAt } = authenticator
  database.run(
    `INSERT INTO authenticators
      (id, account_id, name, name_key, algorithm, digits, period, key_id, sealed, created_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    id,
    accountId,
    name,
    nameKey(name),
    parameters.algorithm,
    parameters.digits,
    parameters.period,
    secret.keyId,
    secret.bytes,
    createdAt,
  )
}

function authenticatorOf(row: Row): Authenticator {
  const confirmedAt = optional<Instant>(instantAt, row, 'confirmed_at')
  const lastUsedAt = optional<Instant>(instantAt, row, 'last_used_at')
  return {
    id: textOf(row, 'id') as AuthenticatorId,
    accountId: textOf(row, 'account_id') as AccountId,
    name: textOf(row, 'name'),
    parameters: {
      algorithm: algorithmOf(row),
      digits: digitsOf(row),
      period: integerOf(row, 'period'),
    },
    secret: { keyId: textOf(row, 'key_id'), bytes: bytesOf(row, 'sealed') },
    createdAt: instantAt(row, 'created_at'),
    ...(confirmedAt === undefined ? {} : { confirmedAt }),
    ...(lastUsedAt === undefined ? {} : { lastUsedAt }),
  }
}

function algorithmOf(row: Row): TotpAlgorithm {
  const value = textOf(row, 'algorithm')
  return value === 'SHA1' || value === 'SHA256' || value === 'SHA512'
    ? value
    : malformed('algorithm')
}

function digitsOf(row: Row): 6 | 8 {
  const value = integerOf(row, 'digits')
  return value === 6 || value === 8 ? value : malformed('digits')
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
