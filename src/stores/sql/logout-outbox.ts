import { present } from '../../kernel/typing.ts'
import type { ClaimedLogoutNotice, LogoutOutbox } from '../../people/logout-outbox.ts'
import type { AccountId, LogoutNoticeId } from '../../kernel/ids.ts'
import type { Database, Row } from './database.ts'
import { instantAt, integerOf, optional, textOf } from './rows.ts'

export const createLogoutOutbox = (database: Database): LogoutOutbox => ({
  async add({ id, clientId, accountId, sid, createdAt }, claimedUntil) {
    database.run(
      `INSERT INTO logout_notices (id, client_id, account_id, sid, created_at, due_at, attempts)
      VALUES (?, ?, ?, ?, ?, ?, ?)`,
      id,
      clientId,
      accountId,
      sid ?? null,
      createdAt,
      claimedUntil ?? createdAt,
      claimedUntil === undefined ? 0 : 1,
    )
  },

  async claim(now, until) {
    // Reading first: who looks again and again must not take the write lock each time.
    if (!database.get('SELECT 1 FROM logout_notices WHERE due_at <= ? LIMIT 1', now)) {
      return undefined
    }
    const row = database.get(
      `UPDATE logout_notices SET due_at = ?2, attempts = attempts + 1
      WHERE id = (SELECT id FROM logout_notices WHERE due_at <= ?1 ORDER BY due_at, rowid LIMIT 1)
      RETURNING *`,
      now,
      until,
    )
    return row && claimedOf(row)
  },

  async done(id) {
    return database.run('DELETE FROM logout_notices WHERE id = ?', id) === 1
  },

  async later({ id, attempts }, dueAt) {
    const changed = database.run(
      'UPDATE logout_notices SET due_at = ? WHERE id = ? AND attempts = ?',
      dueAt,
      id,
      attempts,
    )
    return changed === 1
  },
})

function claimedOf(row: Row): ClaimedLogoutNotice {
  const sid = optional(textOf, row, 'sid')
  return {
    id: textOf(row, 'id') as LogoutNoticeId,
    clientId: textOf(row, 'client_id'),
    accountId: textOf(row, 'account_id') as AccountId,
    ...present({ sid }),
    createdAt: instantAt(row, 'created_at'),
    attempts: integerOf(row, 'attempts'),
  }
}
