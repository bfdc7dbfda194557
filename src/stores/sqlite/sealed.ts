import type { SealPurpose } from '../../kernel/sealing/sealer.ts'
import type { SealedRecord, SealedSecrets } from '../../kernel/sealing/sealed-secrets.ts'
import type { AccountId } from '../../kernel/ids.ts'
import type { Database, Row } from './database.ts'
import { bytesOf, malformed, textOf } from '../sql/rows.ts'

interface Place {
  /** In a walk, where it goes on. */
  readonly name: string
  readonly purpose: SealPurpose
  readonly table: string
  /** What its rows are found by, and walked over in the order of. */
  readonly key: string
  /** Whose they are. @default 'account_id' */
  readonly owner?: string
}

/** Wherever something is sealed, in the order in which a walk comes by. */
const PLACES: readonly Place[] = [
  // First those that wait: one that is confirmed while a walk passes by is found among the others.
  { name: 'enrolment', purpose: 'authenticator', table: 'enrolments', key: 'id' },
  { name: 'authenticator', purpose: 'authenticator', table: 'authenticators', key: 'id' },
  { name: 'recovery_codes', purpose: 'recovery_codes', table: 'recovery_codes', key: 'account_id' },
  { name: 'mail', purpose: 'mail', table: 'outbox', key: 'id' },
  {
    name: 'client',
    purpose: 'client_secret',
    table: 'client_secrets',
    key: 'id',
    owner: 'client_id',
  },
]

const [FIRST] = PLACES

export const createSealedSecrets = (database: Database): SealedSecrets => ({
  async list(after, limit) {
    const [name, last] = after === undefined ? [FIRST?.name, ''] : split(after)
    const index = PLACES.findIndex((one) => one.name === name)
    const place = PLACES[index]
    if (!place) return malformed('a place in a traversal')
    const { purpose, table, key, owner = 'account_id' } = place
    const rows = database.all(
      `SELECT ${key} AS place, id, ${owner} AS owner, key_id, sealed FROM ${table}
      WHERE ${key} > ? ORDER BY ${key} LIMIT ?`,
      last,
      limit,
    )
    const records = rows.map((row) => recordOf(purpose, row))
    const end = rows.at(-1)
    if (end && rows.length === limit) {
      return { records, next: `${place.name}:${textOf(end, 'place')}` }
    }
    const further = PLACES[index + 1]
    return further ? { records, next: `${further.name}:` } : { records }
  },

  async reseal({ purpose, accountId, id, sealed: old }, sealed) {
    const places = PLACES.filter((one) => one.purpose === purpose)
    if (places.length === 0) return malformed('a purpose')
    return database.transaction(() =>
      places.some(({ table, owner = 'account_id' }) => {
        // One statement compares and sets: what was changed or removed meanwhile is not found.
        const changed = database.run(
          `UPDATE ${table} SET key_id = ?, sealed = ?
          WHERE id = ? AND ${owner} = ? AND key_id = ? AND sealed = ?`,
          sealed.keyId,
          sealed.bytes,
          id,
          accountId,
          old.keyId,
          old.bytes,
        )
        return changed === 1
      }),
    )
  },
})

const recordOf = (purpose: SealPurpose, row: Row): SealedRecord => ({
  purpose,
  accountId: textOf(row, 'owner') as AccountId,
  id: textOf(row, 'id'),
  sealed: { keyId: textOf(row, 'key_id'), bytes: bytesOf(row, 'sealed') },
})

function split(after: string): [string, string] {
  const colon = after.indexOf(':')
  return [after.slice(0, colon), after.slice(colon + 1)]
}
