import { present } from '../../kernel/typing.ts'
import type { ClaimedLogoutNotice, LogoutOutbox } from '../../people/logout-outbox.ts'
import type { AccountId, LogoutNoticeId } from '../../kernel/ids.ts'
import { dialectOf } from './dialect.ts'
import { instantAt, integerOf, optional, textOf } from './rows.ts'
import { get, run, type Row, type SqlEngine, type Work } from './work.ts'

export function createLogoutOutbox(engine: SqlEngine): LogoutOutbox {
  const { place, skipLocked } = dialectOf(engine)
  const CLAIM = `UPDATE logout_notices SET due_at = ?2, attempts = attempts + 1
    WHERE id = (SELECT id FROM logout_notices WHERE due_at <= ?1
      ORDER BY due_at, ${place} LIMIT 1 ${skipLocked})
    RETURNING id, client_id, account_id, sid, created_at, attempts`

  return {
    add: ({ id, clientId, accountId, sid, createdAt }, claimedUntil) =>
      engine.once(function* (): Work<void> {
        yield* run(
          `INSERT INTO logout_notices (id, client_id, account_id, sid, created_at, due_at, attempts)
          VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)`,
          id,
          clientId,
          accountId,
          sid ?? null,
          createdAt,
          claimedUntil ?? createdAt,
          claimedUntil === undefined ? 0 : 1,
        )
      }),

    async claim(now, until) {
      // Reading first: who looks again and again must not take the write lock each time.
      const due = await engine.read(() =>
        get('SELECT 1 FROM logout_notices WHERE due_at <= ?1 LIMIT 1', now),
      )
      if (!due) return undefined
      const row = await engine.once(() => get(CLAIM, now, until))
      return row && claimedOf(row)
    },

    done: (id) =>
      engine.once(function* () {
        return (yield* run('DELETE FROM logout_notices WHERE id = ?1', id)) === 1
      }),

    later: ({ id, attempts }, dueAt) =>
      engine.once(function* () {
        const changed = yield* run(
          'UPDATE logout_notices SET due_at = ?1 WHERE id = ?2 AND attempts = ?3',
          dueAt,
          id,
          attempts,
        )
        return changed === 1
      }),
  }
}

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
