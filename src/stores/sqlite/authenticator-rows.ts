import { present } from '../../kernel/typing.ts'
import type { Authenticator, TotpAlgorithm } from '../../people/authenticator.ts'
import { nameKey } from '../../kernel/typed.ts'
import type { AccountId, AuthenticatorId } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { Database, Row } from './database.ts'
import { bytesOf, instantAt, integerOf, malformed, optional, textOf } from '../sql/rows.ts'

/** Confirmed ones; of one id, where one is given. */
export const countOf = (database: Database, accountId: AccountId, id?: AuthenticatorId): number =>
  integerOf(
    database.get(
      `SELECT count(*) AS count FROM authenticators
      WHERE account_id = ?1 AND confirmed_at IS NOT NULL AND (?2 IS NULL OR id = ?2)`,
      accountId,
      id ?? null,
    ) ?? {},
    'count',
  )

/** The confirmed one that has a name. */
export const holderOf = (database: Database, accountId: AccountId, name: string): Row | undefined =>
  database.get(
    `SELECT id FROM authenticators
    WHERE account_id = ? AND name_key = ? AND confirmed_at IS NOT NULL`,
    accountId,
    nameKey(name),
  )

/** The names of an account's confirmed ones; without that of one id, where one is given. */
export const namesOf = (
  database: Database,
  accountId: AccountId,
  without?: AuthenticatorId,
): readonly string[] =>
  database
    .all(
      `SELECT name FROM authenticators
      WHERE account_id = ?1 AND confirmed_at IS NOT NULL AND (?2 IS NULL OR id <> ?2)`,
      accountId,
      without ?? null,
    )
    .map((row) => textOf(row, 'name'))

export function authenticatorOf(row: Row): Authenticator {
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
    ...present({ confirmedAt, lastUsedAt }),
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
