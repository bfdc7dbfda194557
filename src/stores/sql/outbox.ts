import type { AccountId, MailId } from '../../kernel/ids.ts'
import type { ClaimedMail, NewMail, OutboxStore } from '../../mail/outbox-store.ts'
import { secondsSince, type Instant } from '../../kernel/instant.ts'
import { dialectOf } from './dialect.ts'
import { bytesOf, instantAt, integerOf, textOf } from './rows.ts'
import { get, run, type Row, type SqlEngine, type Work } from './work.ts'

export function createOutboxStore(engine: SqlEngine): OutboxStore {
  const { place, skipLocked } = dialectOf(engine)
  const CLAIM = `UPDATE outbox SET due_at = ?2, attempts = attempts + 1
    WHERE id = (SELECT id FROM outbox WHERE due_at <= ?1 ORDER BY due_at, ${place} LIMIT 1 ${skipLocked})
    RETURNING id, account_id, key_id, sealed, created_at, attempts`
  const changed = (sql: string, ...values: readonly (string | number)[]): Promise<boolean> =>
    engine.once(function* () {
      return (yield* run(sql, ...values)) === 1
    })

  return {
    add: (mail, dueAt) => engine.once(() => addMail(mail, dueAt)),

    async claim(now, until) {
      // Reading first: who looks for mails again and again must not take the write lock each time.
      const due = await engine.read(() =>
        get('SELECT 1 FROM outbox WHERE due_at <= ?1 LIMIT 1', now),
      )
      if (!due) return undefined
      const row = await engine.once(() => get(CLAIM, now, until))
      return row && claimedOf(row)
    },

    async waiting(now) {
      const sql = 'SELECT count(*) AS mails, min(due_at) AS due FROM outbox'
      const row = (await engine.read(() => get(sql))) ?? {}
      const mails = integerOf(row, 'mails')
      return { mails, dueFor: mails === 0 ? 0 : secondsSince(instantAt(row, 'due'), now) }
    },

    async waitingFor(accountId) {
      const sql = 'SELECT count(*) AS mails FROM outbox WHERE account_id = ?1'
      return integerOf((await engine.read(() => get(sql, accountId))) ?? {}, 'mails')
    },

    done: (id) => changed('DELETE FROM outbox WHERE id = ?1', id),
    withdraw: (id) => changed('DELETE FROM outbox WHERE id = ?1 AND attempts = 0', id),
    later: ({ id, attempts }, dueAt) =>
      changed('UPDATE outbox SET due_at = ?1 WHERE id = ?2 AND attempts = ?3', dueAt, id, attempts),
  }
}

export function* addMail(
  { id, accountId, sealed, createdAt }: NewMail,
  dueAt: Instant = createdAt,
): Work<void> {
  yield* run(
    `INSERT INTO outbox (id, account_id, key_id, sealed, created_at, due_at, attempts)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0)`,
    id,
    accountId,
    sealed.keyId,
    sealed.bytes,
    createdAt,
    dueAt,
  )
}

const claimedOf = (row: Row): ClaimedMail => ({
  id: textOf(row, 'id') as MailId,
  accountId: textOf(row, 'account_id') as AccountId,
  sealed: { keyId: textOf(row, 'key_id'), bytes: bytesOf(row, 'sealed') },
  createdAt: instantAt(row, 'created_at'),
  attempts: integerOf(row, 'attempts'),
})
