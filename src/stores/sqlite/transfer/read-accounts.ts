import { setImmediate } from 'node:timers/promises'
import { base64Of } from '../../../people/document/json.ts'
import {
  type AccountRecord,
  type DeviceRecord,
  type EmailChangeRecord,
  inTimeOrder,
  present,
  type resetsIn,
} from '../../transfer/record.ts'
import type { RecordBatches } from '../../transfer/whole-store.ts'
import type { Database, Row } from '../database.ts'
import { bytesOf, instantAt, integerOf, malformed, optional, textOf } from '../../sql/rows.ts'
import { usedOf } from '../recovery-codes.ts'

const BATCH = 200

/**
 * Ids under which anything stands, a host's accounts too, which have no row of their own. Each part is
 * in the order of an index, so that SQLite merges them and stops at the limit.
 */
export const NEXT_IDS = `
  SELECT id FROM accounts WHERE id > ?1
  UNION SELECT account_id FROM authenticators WHERE account_id > ?1
  UNION SELECT account_id FROM recovery_codes WHERE account_id > ?1
  UNION SELECT account_id FROM password_resets WHERE account_id > ?1
  UNION SELECT account_id FROM email_changes WHERE account_id > ?1
  UNION SELECT account_id FROM trusted_browsers WHERE account_id > ?1
  UNION SELECT account_id FROM activity WHERE account_id > ?1
  ORDER BY 1 LIMIT ${BATCH}`

export async function* readAccounts(database: Database): RecordBatches {
  // Every id is greater than the empty one, and no account has that.
  let after = ''
  for (;;) {
    const ids = database.all(NEXT_IDS, after).map((row) => textOf(row, 'id'))
    const [first, last] = [ids[0], ids.at(-1)]
    if (first === undefined || last === undefined) return
    const of = (table: string, order = 'rowid', column = 'account_id') =>
      rowsById(database, table, column, order, first, last)
    const tables = {
      accounts: of('accounts', 'rowid', 'id'),
      devices: of('authenticators', 'created_at, rowid'),
      recoveryCodes: of('recovery_codes'),
      resets: of('password_resets'),
      emailChanges: of('email_changes', 'undo, id'),
      browsers: of('trusted_browsers'),
      activity: of('activity', 'id'),
    }
    yield ids.map((id) => {
      const [profile] = tables.accounts(id)
      const [codes] = tables.recoveryCodes(id)
      const emailChanges = tables.emailChanges(id).map(emailChangeOf)
      const resets = inTimeOrder(tables.resets(id).map(resetOf))
      return {
        kind: 'account',
        id,
        ...(profile ? { profile: profileOf(profile) } : {}),
        devices: tables.devices(id).filter(isConfirmed).map(deviceOf),
        ...(codes ? { recoveryCodes: recoveryCodesOf(codes) } : {}),
        ...(resets.length > 0 ? { passwordResets: resets } : {}),
        ...(emailChanges.length > 0 ? { emailChanges } : {}),
        trustedBrowsers: tables.browsers(id).map(browserOf),
        activity: tables.activity(id).map((row) => ({
          at: instantAt(row, 'at'),
          entry: textOf(row, 'entry'),
        })),
      } satisfies AccountRecord
    })
    after = last
    await setImmediate()
  }
}

/** All rows of the accounts between two, one question for the whole batch. */
function rowsById(
  database: Database,
  table: string,
  column: string,
  order: string,
  first: string,
  last: string,
): (id: string) => readonly Row[] {
  const rows = database.all(
    `SELECT * FROM ${table} WHERE ${column} BETWEEN ? AND ? ORDER BY ${column}, ${order}`,
    first,
    last,
  )
  const byId = Map.groupBy(rows, (row) => textOf(row, column))
  return (id) => byId.get(id) ?? []
}

const secretOf = (row: Row) => ({
  keyId: textOf(row, 'key_id'),
  bytes: base64Of(bytesOf(row, 'sealed')),
})

const profileOf = (row: Row): NonNullable<AccountRecord['profile']> => ({
  login: textOf(row, 'login'),
  displayName: textOf(row, 'display_name'),
  createdAt: instantAt(row, 'created_at'),
  ...present({
    email: optional(textOf, row, 'email'),
    emailVerified: row['email_verified'] === 1 ? true : undefined,
    language: optional(textOf, row, 'language'),
    disabledAt: optional(instantAt, row, 'disabled_at'),
    proofsNotBefore: optional(instantAt, row, 'proofs_not_before'),
    leavesAt: optional(instantAt, row, 'leaves_at'),
    passwordHash: optional(textOf, row, 'password_hash'),
  }),
})

/** A process of an older version may have left one there that waits. */
const isConfirmed = (row: Row): boolean => row['confirmed_at'] !== null

function deviceOf(row: Row): DeviceRecord {
  const [algorithm, digits] = [textOf(row, 'algorithm'), integerOf(row, 'digits')]
  if (algorithm !== 'SHA1' && algorithm !== 'SHA256' && algorithm !== 'SHA512') {
    return malformed('algorithm')
  }
  if (digits !== 6 && digits !== 8) return malformed('digits')
  return {
    id: textOf(row, 'id'),
    name: textOf(row, 'name'),
    parameters: { algorithm, digits, period: integerOf(row, 'period') },
    secret: secretOf(row),
    createdAt: instantAt(row, 'created_at'),
    ...present({
      confirmedAt: optional(instantAt, row, 'confirmed_at'),
      lastUsedAt: optional(instantAt, row, 'last_used_at'),
      lastStep: optional(integerOf, row, 'last_step'),
    }),
  }
}

const recoveryCodesOf = (row: Row): NonNullable<AccountRecord['recoveryCodes']> => ({
  id: textOf(row, 'id'),
  secret: secretOf(row),
  count: integerOf(row, 'count'),
  createdAt: instantAt(row, 'created_at'),
  used: [...usedOf(row)].toSorted(([a], [b]) => a - b),
})

const resetOf = (row: Row): ReturnType<typeof resetsIn>[number] => ({
  tokenHash: base64Of(bytesOf(row, 'token_hash')),
  expiresAt: instantAt(row, 'expires_at'),
  ...present({ clientId: optional(textOf, row, 'client_id') }),
})

const emailChangeOf = (row: Row): EmailChangeRecord => ({
  tokenHash: base64Of(bytesOf(row, 'token_hash')),
  undo: row['undo'] === 1,
  expiresAt: instantAt(row, 'expires_at'),
  ...present({
    email: optional(textOf, row, 'email'),
    verified: row['email_verified'] === 1 ? true : undefined,
  }),
})

const browserOf = (row: Row): AccountRecord['trustedBrowsers'][number] => ({
  id: textOf(row, 'id'),
  secretHash: base64Of(bytesOf(row, 'secret_hash')),
  factors: textOf(row, 'factors'),
  userAgent: textOf(row, 'user_agent'),
  address: textOf(row, 'address'),
  createdAt: instantAt(row, 'created_at'),
  expiresAt: instantAt(row, 'expires_at'),
  lastUsedAt: instantAt(row, 'last_used_at'),
})
