import { present } from '../../kernel/typing.ts'
import type { EmailChange, EmailChangeStore, FormerEmail } from '../../people/email-change-store.ts'
import type { AccountId } from '../../kernel/ids.ts'
import { voidResets } from './accounts.ts'
import type { Database, Row } from './database.ts'
import { bytesOf, instantAt, integerOf, optional, textOf } from '../sql/rows.ts'

const FIND = 'SELECT * FROM email_changes WHERE undo = ? AND token_hash = ? AND expires_at > ?'

const CHANGE = 0
const UNDO = 1

export const createEmailChangeStore = (database: Database): EmailChangeStore => ({
  async put({ tokenHash, accountId, email, expiresAt }) {
    database.transaction(() => {
      voidWaiting(database, accountId)
      database.run(INSERT, tokenHash, accountId, CHANGE, email, null, expiresAt)
    })
  },

  async find(tokenHash, now) {
    const row = database.get(FIND, CHANGE, tokenHash, now)
    return row && changeOf(row)
  },

  async redeem(tokenHash, accountId, at, undo) {
    return database.transaction(() => {
      const row = database.get(FIND, CHANGE, tokenHash, at)
      const change = row && changeOf(row)
      if (change?.accountId !== accountId) return undefined
      const known = database.get(
        'SELECT email, email_verified FROM accounts WHERE id = ? AND disabled_at IS NULL',
        accountId,
      )
      if (!known) return undefined
      const former = formerOf(accountId, known)
      setAddress(database, { accountId, email: change.email, verified: true })
      voidWaiting(database, accountId)
      const { email = null, verified } = former
      const { tokenHash: token, expiresAt } = undo
      database.run(INSERT, token, accountId, UNDO, email, verified ? 1 : null, expiresAt)
      return former
    })
  },

  async findUndo(tokenHash, now) {
    const row = database.get(FIND, UNDO, tokenHash, now)
    return row && formerOf(accountOf(row), row)
  },

  async undo(tokenHash, at) {
    return database.transaction(() => {
      const row = database.get(FIND, UNDO, tokenHash, at)
      if (!row) return undefined
      const former = formerOf(accountOf(row), row)
      voidWaiting(database, former.accountId)
      database.run(
        'DELETE FROM email_changes WHERE account_id = ? AND rowid >= ?',
        former.accountId,
        integerOf(row, 'id'),
      )
      return setAddress(database, former) ? former : undefined
    })
  },
})

const INSERT = `INSERT INTO email_changes (token_hash, account_id, undo, email, email_verified, expires_at)
  VALUES (?, ?, ?, ?, ?, ?)`

const voidWaiting = (database: Database, accountId: AccountId): unknown =>
  database.run('DELETE FROM email_changes WHERE account_id = ? AND undo = ?', accountId, CHANGE)

function setAddress(database: Database, { accountId, email, verified }: FormerEmail): boolean {
  voidResets(database, accountId)
  return (
    database.run(
      'UPDATE accounts SET email = ?, email_verified = ? WHERE id = ?',
      email ?? null,
      verified ? 1 : null,
      accountId,
    ) === 1
  )
}

const accountOf = (row: Row): AccountId => textOf(row, 'account_id') as AccountId

const changeOf = (row: Row): EmailChange => ({
  tokenHash: bytesOf(row, 'token_hash'),
  accountId: accountOf(row),
  email: textOf(row, 'email'),
  expiresAt: instantAt(row, 'expires_at'),
})

function formerOf(accountId: AccountId, row: Row): FormerEmail {
  const email = optional(textOf, row, 'email')
  return {
    accountId,
    ...present({ email }),
    ...(row['email_verified'] === 1 ? { verified: true } : {}),
  }
}
