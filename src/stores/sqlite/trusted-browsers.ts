import type { TrustedBrowser, TrustedBrowserStore } from '../../trust/trusted-browser-store.ts'
import type { AccountId, TrustedBrowserId } from '../../kernel/ids.ts'
import type { Database, Row } from './database.ts'
import { bytesOf, instantAt, textOf } from '../sql/rows.ts'

export function createTrustedBrowserStore(database: Database): TrustedBrowserStore {
  return {
    async add(browser, limit) {
      const { id, accountId, secretHash, factors, userAgent, address } = browser
      const { createdAt, expiresAt, lastUsedAt } = browser
      database.transaction(() => {
        database.run(
          `INSERT INTO trusted_browsers
            (id, account_id, secret_hash, factors, user_agent, address, created_at, expires_at,
            last_used_at)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          id,
          accountId,
          secretHash,
          factors,
          userAgent,
          address,
          createdAt,
          expiresAt,
          lastUsedAt,
        )
        // Itself it stays, though the clocks of two nodes differ.
        database.run(
          `DELETE FROM trusted_browsers WHERE rowid IN (
            SELECT rowid FROM trusted_browsers WHERE account_id = ?1 AND id <> ?2
            ORDER BY expires_at > ?3 DESC, factors = ?4 DESC, last_used_at DESC, rowid DESC
            LIMIT -1 OFFSET ?5)`,
          accountId,
          id,
          createdAt,
          factors,
          Math.max(limit - 1, 0),
        )
      })
    },

    async find(accountId, id, now) {
      const row = database.get(
        'SELECT * FROM trusted_browsers WHERE id = ? AND account_id = ? AND expires_at > ?',
        id,
        accountId,
        now,
      )
      return row && browserOf(row)
    },

    async list(accountId, now) {
      const rows = database.all(
        `SELECT * FROM trusted_browsers WHERE account_id = ? AND expires_at > ?
        ORDER BY last_used_at DESC, rowid DESC`,
        accountId,
        now,
      )
      return rows.map(browserOf)
    },

    async touch(accountId, id, at) {
      database.run(
        `UPDATE trusted_browsers SET last_used_at = max(last_used_at, ?)
        WHERE id = ? AND account_id = ?`,
        at,
        id,
        accountId,
      )
    },

    async remove(accountId, id) {
      const removed = database.run(
        'DELETE FROM trusted_browsers WHERE id = ? AND account_id = ?',
        id,
        accountId,
      )
      return removed === 1
    },

    async removeAll(accountId) {
      return database.run('DELETE FROM trusted_browsers WHERE account_id = ?', accountId)
    },
  }
}

const browserOf = (row: Row): TrustedBrowser => ({
  id: textOf(row, 'id') as TrustedBrowserId,
  accountId: textOf(row, 'account_id') as AccountId,
  secretHash: bytesOf(row, 'secret_hash'),
  factors: textOf(row, 'factors'),
  userAgent: textOf(row, 'user_agent'),
  address: textOf(row, 'address'),
  createdAt: instantAt(row, 'created_at'),
  expiresAt: instantAt(row, 'expires_at'),
  lastUsedAt: instantAt(row, 'last_used_at'),
})
