import { z } from 'zod'
import type { RecoveryCodeSet, RecoveryCodeStore } from '../../people/recovery-code-store.ts'
import type { AccountId, RecoveryCodeSetId } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { Database, Row } from './database.ts'
import { bytesOf, instantAt, integerOf, malformed, textOf } from '../sql/rows.ts'

export function createRecoveryCodeStore(database: Database): RecoveryCodeStore {
  return {
    async put(set, replaces) {
      if (replaces === undefined) return putFirstSet(database, set)
      // One statement compares and sets: of two that replace one set, the second finds another id.
      const put = database.run(
        `UPDATE recovery_codes
        SET id = ?, key_id = ?, sealed = ?, count = ?, created_at = ?, used = '{}'
        WHERE account_id = ? AND id = ?`,
        ...valuesOf(set),
        replaces,
      )
      return put === 1
    },

    async find(accountId) {
      const row = database.get('SELECT * FROM recovery_codes WHERE account_id = ?', accountId)
      return row && setOf(row)
    },

    async use(accountId, id, place, at) {
      const path = `$."${place}"`
      const used = database.run(
        `UPDATE recovery_codes SET used = json_set(used, ?1, ?2)
        WHERE account_id = ?3 AND id = ?4 AND ?5 >= 0 AND ?5 < count
          AND json_extract(used, ?1) IS NULL`,
        path,
        at,
        accountId,
        id,
        place,
      )
      return used === 1
    },

    async remove(accountId) {
      return database.run('DELETE FROM recovery_codes WHERE account_id = ?', accountId) === 1
    },
  }
}

/** Where the account has none. */
export function putFirstSet(database: Database, set: RecoveryCodeSet): boolean {
  const put = database.run(
    `INSERT INTO recovery_codes (id, key_id, sealed, count, created_at, account_id, used)
    VALUES (?, ?, ?, ?, ?, ?, '{}') ON CONFLICT DO NOTHING`,
    ...valuesOf(set),
  )
  return put === 1
}

const valuesOf = ({ id, accountId, secret, count, createdAt }: RecoveryCodeSet) =>
  [id, secret.keyId, secret.bytes, count, createdAt, accountId] as const

const usedSchema = z.record(z.string().regex(/^\d+$/), z.int())

function setOf(row: Row): RecoveryCodeSet {
  return {
    id: textOf(row, 'id') as RecoveryCodeSetId,
    accountId: textOf(row, 'account_id') as AccountId,
    secret: { keyId: textOf(row, 'key_id'), bytes: bytesOf(row, 'sealed') },
    count: integerOf(row, 'count'),
    createdAt: instantAt(row, 'created_at'),
    used: usedOf(row),
  }
}

/** Unreadable is a fault: read as "none used", it would let used codes in again. */
export function usedOf(row: Row): ReadonlyMap<number, Instant> {
  let used: unknown
  try {
    used = JSON.parse(textOf(row, 'used'))
  } catch {
    malformed('used')
  }
  const { success, data } = usedSchema.safeParse(used)
  if (!success) malformed('used')
  return new Map(Object.entries(data).map(([place, at]) => [Number(place), at as Instant]))
}
