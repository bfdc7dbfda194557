import type { AccountId, MailId } from '../../kernel/ids.ts'
import type { ClaimedMail, OutboxStore } from '../../mail/outbox-store.ts'
import { secondsSince } from '../../kernel/instant.ts'
import type { Database, Row } from './database.ts'
import { bytesOf, instantAt, integerOf, textOf } from './rows.ts'

export function createOutboxStore(database: Database): OutboxStore {
  return {
    async add({ id, accountId, sealed, createdAt }, dueAt = createdAt) {
      database.run(
        `INSERT INTO outbox (id, account_id, key_id, sealed, created_at, due_at, attempts)
        VALUES (?, ?, ?, ?, ?, ?, 0)`,
        id,
        accountId,
        sealed.keyId,
        sealed.bytes,
        createdAt,
        dueAt,
      )
    },

    async claim(now, until) {
      // Reading first: who looks for mails again and again must not take the write lock each time.
      if (!database.get('SELECT 1 FROM outbox WHERE due_at <= ? LIMIT 1', now)) return undefined
      const row = database.get(
        `UPDATE outbox SET due_at = ?2, attempts = attempts + 1
        WHERE id = (SELECT id FROM outbox WHERE due_at <= ?1 ORDER BY due_at, rowid LIMIT 1)
        RETURNING *`,
        now,
        until,
      )
      return row && claimedOf(row)
    },

    async waiting(now) {
      const row = database.get('SELECT count(*) AS mails, min(due_at) AS due FROM outbox') ?? {}
      const mails = integerOf(row, 'mails')
      return { mails, dueFor: mails === 0 ? 0 : secondsSince(instantAt(row, 'due'), now) }
    },

    async waitingFor(accountId) {
      const sql = 'SELECT count(*) AS mails FROM outbox WHERE account_id = ?'
      return integerOf(database.get(sql, accountId) ?? {}, 'mails')
    },

    async done(id) {
      return database.run('DELETE FROM outbox WHERE id = ?', id) === 1
    },

    async withdraw(id) {
      return database.run('DELETE FROM outbox WHERE id = ? AND attempts = 0', id) === 1
    },

    async later({ id, attempts }, dueAt) {
      const changed = database.run(
        'UPDATE outbox SET due_at = ? WHERE id = ? AND attempts = ?',
        dueAt,
        id,
        attempts,
      )
      return changed === 1
    },
  }
}

const claimedOf = (row: Row): ClaimedMail => ({
  id: textOf(row, 'id') as MailId,
  accountId: textOf(row, 'account_id') as AccountId,
  sealed: { keyId: textOf(row, 'key_id'), bytes: bytesOf(row, 'sealed') },
  createdAt: instantAt(row, 'created_at'),
  attempts: integerOf(row, 'attempts'),
})
