import type { SealPurpose } from '../../authenticators/sealer.ts'
import type { SealedRecord, SealedSecrets } from '../../authenticators/sealed-secrets.ts'
import type { AccountId } from '../../ids.ts'
import type { Database, Row } from './database.ts'
import { bytesOf, malformed, textOf } from './rows.ts'

interface Place {
  readonly purpose: SealPurpose
  readonly table: string
  /** What its rows are found by, and walked over in the order of. */
  readonly key: string
}

/** Wherever something is sealed, in the order in which a walk comes by. */
const PLACES: readonly Place[] = [
  { purpose: 'authenticator', table: 'authenticators', key: 'id' },
  { purpose: 'recovery_codes', table: 'recovery_codes', key: 'account_id' },
  { purpose: 'mail', table: 'outbox', key: 'id' },
]

const [FIRST] = PLACES

export const createSealedSecrets = (database: Database): SealedSecrets => ({
  async list(after, limit) {
    const [name, last] = after === undefined ? [FIRST?.purpose, ''] : split(after)
    const index = PLACES.findIndex(({ purpose }) => purpose === name)
    const place = PLACES[index]
    if (!place) return malformed('a place in a walk')
    const { purpose, table, key } = place
    const rows = database.all(
      `SELECT ${key} AS place, id, account_id, key_id, sealed FROM ${table}
      WHERE ${key} > ? ORDER BY ${key} LIMIT ?`,
      last,
      limit,
    )
    const records = rows.map((row) => recordOf(purpose, row))
    const end = rows.at(-1)
    if (end && rows.length === limit) {
      return { records, next: `${purpose}:${textOf(end, 'place')}` }
    }
    const further = PLACES[index + 1]
    return further ? { records, next: `${further.purpose}:` } : { records }
  },

  async reseal({ purpose, accountId, id, sealed: old }, sealed) {
    const place = PLACES.find((one) => one.purpose === purpose)
    if (!place) return malformed('a purpose')
    // One statement compares and sets: what was changed or removed meanwhile is not found.
    const changed = database.run(
      `UPDATE ${place.table} SET key_id = ?, sealed = ?
      WHERE id = ? AND account_id = ? AND key_id = ? AND sealed = ?`,
      sealed.keyId,
      sealed.bytes,
      id,
      accountId,
      old.keyId,
      old.bytes,
    )
    return changed === 1
  },
})

const recordOf = (purpose: SealPurpose, row: Row): SealedRecord => ({
  purpose,
  accountId: textOf(row, 'account_id') as AccountId,
  id: textOf(row, 'id'),
  sealed: { keyId: textOf(row, 'key_id'), bytes: bytesOf(row, 'sealed') },
})

function split(after: string): [string, string] {
  const colon = after.indexOf(':')
  return [after.slice(0, colon), after.slice(colon + 1)]
}
