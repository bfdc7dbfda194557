import { present } from '../../kernel/typing.ts'
import type { PasswordReset, PasswordResetStore } from '../../people/password-reset-store.ts'
import type { AccountId } from '../../kernel/ids.ts'
import { VOID_PROOFS, voidResets } from './accounts.ts'
import type { Database, Row } from './database.ts'
import { abandonAllIn } from './enrolments.ts'
import { bytesOf, instantAt, optional, textOf } from '../sql/rows.ts'

export function createPasswordResetStore(database: Database): PasswordResetStore {
  return {
    async put({ tokenHash, accountId, clientId, expiresAt }) {
      database.run(
        `INSERT INTO password_resets (token_hash, account_id, client_id, expires_at)
        VALUES (?, ?, ?, ?)`,
        tokenHash,
        accountId,
        clientId ?? null,
        expiresAt,
      )
    },

    async find(tokenHash, now) {
      const row = database.get(`SELECT * FROM password_resets WHERE ${STANDS}`, tokenHash, now)
      return row && resetOf(row)
    },

    async redeem(tokenHash, passwordHash, at) {
      return database.transaction(() => {
        const row = database.get(`SELECT * FROM password_resets WHERE ${STANDS}`, tokenHash, at)
        if (!row) return false
        const { accountId } = resetOf(row)
        const changed = database.run(
          `UPDATE accounts SET password_hash = ?1, ${VOID_PROOFS}
          WHERE id = ?3 AND disabled_at IS NULL`,
          passwordHash,
          at,
          accountId,
        )
        if (changed === 1) {
          voidResets(database, accountId)
          abandonAllIn(database, accountId)
        }
        return changed === 1
      })
    },
  }
}

const STANDS = 'token_hash = ? AND expires_at > ?'

function resetOf(row: Row): PasswordReset {
  const clientId = optional(textOf, row, 'client_id')
  return {
    tokenHash: bytesOf(row, 'token_hash'),
    accountId: textOf(row, 'account_id') as AccountId,
    expiresAt: instantAt(row, 'expires_at'),
    ...present({ clientId }),
  }
}
