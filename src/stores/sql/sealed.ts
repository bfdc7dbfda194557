import type { SealPurpose } from '../../kernel/sealing/sealer.ts'
import type { SealedRecord, SealedSecrets } from '../../kernel/sealing/sealed-secrets.ts'
import type { AccountId } from '../../kernel/ids.ts'
import { bytesOf, malformed, textOf } from './rows.ts'
import { all, run, type Row, type SqlEngine } from './work.ts'

interface Place {
  readonly purpose: SealPurpose
  readonly table: string
  /** Whose they are. */
  readonly owner: string
}

/** Wherever something is sealed that is in no account's document, in the order in which it is gone through. */
const PLACES: readonly Place[] = [
  { purpose: 'mail', table: 'outbox', owner: 'account_id' },
  { purpose: 'client_secret', table: 'client_secrets', owner: 'client_id' },
]

export const createSealedElsewhere = (engine: SqlEngine): SealedSecrets => ({
  async list(after = `${PLACES[0]?.table ?? ''}:`, limit) {
    const [table, last] = split(after)
    const index = PLACES.findIndex((one) => one.table === table)
    const place = PLACES[index]
    if (!place) return malformed('a place in a traversal')
    const rows = await engine.read(() =>
      all(
        `SELECT id, ${place.owner} AS owner, key_id, sealed FROM ${table}
        WHERE id > ?1 ORDER BY id LIMIT ?2`,
        last,
        limit,
      ),
    )
    const records = rows.map((row) => recordOf(place.purpose, row))
    const end = rows.at(-1)
    if (end && rows.length === limit) return { records, next: `${table}:${textOf(end, 'id')}` }
    const further = PLACES[index + 1]
    return further ? { records, next: `${further.table}:` } : { records }
  },

  async reseal({ purpose, accountId, id, sealed: old }, sealed) {
    const place = PLACES.find((one) => one.purpose === purpose) ?? malformed('a purpose')
    // One statement compares and sets: what was changed or removed meanwhile is not found.
    const changed = await engine.once(() =>
      run(
        `UPDATE ${place.table} SET key_id = ?1, sealed = ?2
        WHERE id = ?3 AND ${place.owner} = ?4 AND key_id = ?5 AND sealed = ?6`,
        sealed.keyId,
        sealed.bytes,
        id,
        accountId,
        old.keyId,
        old.bytes,
      ),
    )
    return changed === 1
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
