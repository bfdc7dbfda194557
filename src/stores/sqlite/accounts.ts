import { present } from '../../kernel/typing.ts'
import { type Account } from '../../people/account.ts'
import { nameKey } from '../../kernel/typed.ts'
import type { AccountStore, AccountWithPassword } from '../../people/account-store.ts'
import type { AccountId } from '../../kernel/ids.ts'
import { LANGUAGES } from '../../kernel/languages.ts'
import type { Database, Row } from './database.ts'
import { abandonAllIn } from './enrolments.ts'
import { instantAt, optional, textOf } from '../sql/rows.ts'

export function createAccountStore(database: Database): AccountStore {
  const findByLogin = (login: string): AccountWithPassword | undefined => {
    const row = database.get('SELECT * FROM accounts WHERE login_key = ?', nameKey(login))
    return row && withPasswordOf(row)
  }
  const listByEmail = (email: string, limit: number): readonly AccountWithPassword[] =>
    database
      .all(
        'SELECT * FROM accounts WHERE lower(email) = lower(?) ORDER BY login_key LIMIT ?',
        email,
        Math.max(limit, 0),
      )
      .map(withPasswordOf)

  return {
    async add(account, passwordHash) {
      const { id, login, displayName, createdAt, disabledAt, proofsNotBefore } = account
      const { email, emailVerified, language, leavesAt } = account
      const added = database.run(
        `INSERT INTO accounts
          (id, login, login_key, display_name, created_at, disabled_at, proofs_not_before, password_hash,
          email, email_verified, language, leaves_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT DO NOTHING`,
        id,
        login,
        nameKey(login),
        displayName,
        createdAt,
        disabledAt ?? null,
        proofsNotBefore ?? null,
        passwordHash ?? null,
        email ?? null,
        emailVerified ? 1 : null,
        language ?? null,
        leavesAt ?? null,
      )
      return added === 1
    },

    async find(id) {
      const row = database.get('SELECT * FROM accounts WHERE id = ?', id)
      return row && accountOf(row)
    },

    findByLogin: async (login) => findByLogin(login),
    listByEmail: async (email, limit) => listByEmail(email, limit),

    async findNamed(name, limit) {
      const [named, addressed] = [findByLogin(name), listByEmail(name, limit)]
      return { addressed, ...(named ? { named } : {}) }
    },

    async list(after, limit) {
      // Every key is greater than the empty one, and no account has that.
      const rows = database.all(
        'SELECT * FROM accounts WHERE login_key > ? ORDER BY login_key LIMIT ?',
        after ?? '',
        Math.max(limit, 0),
      )
      return rows.map(accountOf)
    },

    async setPassword(id, passwordHash, at, provedAt) {
      return database.transaction(() => {
        const changed = database.run(
          `UPDATE accounts SET password_hash = ?1, ${VOID_PROOFS}
          WHERE id = ?3 AND (?4 IS NULL OR coalesce(proofs_not_before, ?4) <= ?4)`,
          passwordHash,
          at,
          id,
          provedAt ?? null,
        )
        if (changed === 1) {
          voidResets(database, id)
          abandonAllIn(database, id)
        }
        return changed === 1
      })
    },

    async rehash(id, previous, next) {
      const changed = database.run(
        'UPDATE accounts SET password_hash = ? WHERE id = ? AND password_hash = ?',
        next,
        id,
        previous,
      )
      return changed === 1
    },

    async setLanguage(id, language) {
      return (
        database.run('UPDATE accounts SET language = ? WHERE id = ?', language ?? null, id) === 1
      )
    },

    async setEmail(id, email, verified = false) {
      return database.transaction(() => {
        voidResets(database, id)
        database.run('DELETE FROM email_changes WHERE account_id = ?', id)
        const changed = database.run(
          'UPDATE accounts SET email = ?, email_verified = ? WHERE id = ?',
          email ?? null,
          verified ? 1 : null,
          id,
        )
        return changed === 1
      })
    },

    async disable(id, at) {
      return database.transaction(() => {
        voidResets(database, id)
        abandonAllIn(database, id)
        const changed = database.run(
          `UPDATE accounts SET disabled_at = ?2, ${VOID_PROOFS} WHERE id = ?1`,
          id,
          at,
        )
        return changed === 1
      })
    },

    async enable(id) {
      return database.run('UPDATE accounts SET disabled_at = NULL WHERE id = ?', id) === 1
    },

    async leave(id, at) {
      const statement = 'UPDATE accounts SET leaves_at = ? WHERE id = ? AND leaves_at IS NULL'
      return database.run(statement, at, id) === 1
    },

    async stay(id, now) {
      const statement = 'UPDATE accounts SET leaves_at = NULL WHERE id = ? AND leaves_at > ?'
      return database.run(statement, id, now) === 1
    },

    async listLeft(now, limit) {
      const rows = database.all(
        'SELECT id FROM accounts WHERE leaves_at <= ? ORDER BY leaves_at LIMIT ?',
        now,
        Math.max(limit, 0),
      )
      return rows.map((row) => textOf(row, 'id') as AccountId)
    },

    async voidProofs(id, at) {
      return database.transaction(() => {
        abandonAllIn(database, id)
        return database.run(`UPDATE accounts SET ${VOID_PROOFS} WHERE id = ?1`, id, at) === 1
      })
    },
  }
}

/**
 * `?2` is the instant. Never moved back: two nodes whose clocks differ, or two resets that overlap,
 * must not make a proof count again which one of them has voided.
 */
export const VOID_PROOFS = 'proofs_not_before = max(coalesce(proofs_not_before, ?2), ?2)'

/** Within the transaction that gives the account another password or address, or disables it. */
export function voidResets(database: Database, accountId: AccountId): void {
  database.run('DELETE FROM password_resets WHERE account_id = ?', accountId)
}

export function accountOf(row: Row): Account {
  const disabledAt = optional(instantAt, row, 'disabled_at')
  const proofsNotBefore = optional(instantAt, row, 'proofs_not_before')
  const leavesAt = optional(instantAt, row, 'leaves_at')
  const email = optional(textOf, row, 'email')
  // A language that is offered no more is no fault: its reader gets another one.
  const language = LANGUAGES.find((tag) => tag === row['language'])
  return {
    id: textOf(row, 'id') as AccountId,
    login: textOf(row, 'login'),
    displayName: textOf(row, 'display_name'),
    createdAt: instantAt(row, 'created_at'),
    ...present({ email }),
    ...(row['email_verified'] === 1 ? { emailVerified: true } : {}),
    ...present({ language, disabledAt, proofsNotBefore, leavesAt }),
  }
}

function withPasswordOf(row: Row): AccountWithPassword {
  const passwordHash = optional(textOf, row, 'password_hash')
  return { account: accountOf(row), ...present({ passwordHash }) }
}
