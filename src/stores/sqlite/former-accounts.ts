import { documentText, documentOf, base64Of } from '../../people/document/json.ts'
import { keysOf, isEmpty } from '../../people/document/document.ts'
import type { DocumentJson } from '../../people/document/json-schema.ts'
import type { AccountId } from '../../kernel/ids.ts'
import { present } from '../../kernel/typing.ts'
import { bytesOf, instantAt, integerOf, malformed, optional, textOf } from '../sql/rows.ts'
import type { Row } from '../sql/work.ts'
import { jsonObject } from '../payloads.ts'
import type { Database } from './database.ts'

/*
 * Accounts as they were kept before each became a document: in eight tables. Read by the step of the schema that makes
 * documents of them, and by nothing else.
 */

/** Accounts that are read at a time. */
const BATCH = 200

/** Ids under which anything stands, a host's accounts too, which have no row of their own. */
const NEXT_IDS = `
  SELECT id FROM accounts WHERE id > ?1
  UNION SELECT account_id FROM authenticators WHERE account_id > ?1
  UNION SELECT account_id FROM enrolments WHERE account_id > ?1
  UNION SELECT account_id FROM recovery_codes WHERE account_id > ?1
  UNION SELECT account_id FROM password_resets WHERE account_id > ?1
  UNION SELECT account_id FROM email_changes WHERE account_id > ?1
  UNION SELECT account_id FROM trusted_browsers WHERE account_id > ?1
  ORDER BY 1 LIMIT ${BATCH}`

const FORMER = [
  'accounts',
  'authenticators',
  'enrolments',
  'recovery_codes',
  'password_resets',
  'email_changes',
  'trusted_browsers',
]

/** Makes a document of each account, and drops the tables; in the transaction of the caller. */
export function carryAccountsOver(database: Database): void {
  // Every id is greater than the empty one, and no account has that.
  for (let after = ''; ;) {
    const ids = database.all(NEXT_IDS, after).map((row) => textOf(row, 'id'))
    const [first, last] = [ids[0], ids.at(-1)]
    if (first === undefined || last === undefined) break
    const read = readersOf(database, first, last)
    for (const id of ids) write(database, id as AccountId, jsonOf(read, id))
    after = last
  }
  for (const table of FORMER) database.exec(`DROP TABLE ${table}`)
}

function write(database: Database, id: AccountId, json: DocumentJson): void {
  const document = documentOf(id, json)
  if (isEmpty(document)) return
  database.run('INSERT INTO documents (id, document) VALUES (?, ?)', id, documentText(document))
  for (const { kind, name, order } of keysOf(document)) {
    const key = 'INSERT INTO document_keys (kind, name, place, account_id) VALUES (?, ?, ?, ?)'
    database.run(key, kind, name, order, id)
  }
}

type Readers = ReturnType<typeof readersOf>

/** All rows of the accounts between two, one question for the whole batch. */
function readersOf(database: Database, first: string, last: string) {
  const of = (table: string, order = 'rowid', column = 'account_id') => {
    const rows = database.all(
      `SELECT * FROM ${table} WHERE ${column} BETWEEN ? AND ? ORDER BY ${column}, ${order}`,
      first,
      last,
    )
    const byId = Map.groupBy(rows, (row) => textOf(row, column))
    return (id: string): readonly Row[] => byId.get(id) ?? []
  }
  return {
    accounts: of('accounts', 'rowid', 'id'),
    devices: of('authenticators', 'created_at, rowid'),
    waiting: of('enrolments', 'created_at, rowid'),
    recoveryCodes: of('recovery_codes'),
    resets: of('password_resets'),
    emailChanges: of('email_changes', 'undo, id'),
    browsers: of('trusted_browsers'),
  }
}

function jsonOf(read: Readers, id: string): DocumentJson {
  const [profile] = read.accounts(id)
  const [codes] = read.recoveryCodes(id)
  return {
    ...(profile ? { profile: profileOf(profile) } : {}),
    // A process of an older version may have left one there that waits.
    devices: read
      .devices(id)
      .filter((row) => row['confirmed_at'] !== null)
      .map((row) => ({
        ...deviceOf(row),
        ...present({
          confirmedAt: optional(instantAt, row, 'confirmed_at'),
          lastUsedAt: optional(instantAt, row, 'last_used_at'),
          lastStep: optional(integerOf, row, 'last_step'),
        }),
      })),
    waiting: read.waiting(id).map((row) => ({
      ...deviceOf(row),
      by: textOf(row, 'enroller'),
      wrongCodes: integerOf(row, 'wrong_codes'),
    })),
    ...(codes ? { recoveryCodes: recoveryCodesOf(codes) } : {}),
    passwordResets: read.resets(id).map((row) => ({
      tokenHash: base64Of(bytesOf(row, 'token_hash')),
      expiresAt: instantAt(row, 'expires_at'),
      ...present({ clientId: optional(textOf, row, 'client_id') }),
    })),
    emailChanges: read.emailChanges(id).map((row) => ({
      tokenHash: base64Of(bytesOf(row, 'token_hash')),
      undo: row['undo'] === 1,
      expiresAt: instantAt(row, 'expires_at'),
      ...present({
        email: optional(textOf, row, 'email'),
        verified: row['email_verified'] === 1 ? (true as const) : undefined,
      }),
    })),
    trustedBrowsers: read.browsers(id).map((row) => ({
      id: textOf(row, 'id'),
      secretHash: base64Of(bytesOf(row, 'secret_hash')),
      factors: textOf(row, 'factors'),
      userAgent: textOf(row, 'user_agent'),
      address: textOf(row, 'address'),
      createdAt: instantAt(row, 'created_at'),
      expiresAt: instantAt(row, 'expires_at'),
      lastUsedAt: instantAt(row, 'last_used_at'),
    })),
  }
}

const profileOf = (row: Row): NonNullable<DocumentJson['profile']> => ({
  login: textOf(row, 'login'),
  displayName: textOf(row, 'display_name'),
  createdAt: instantAt(row, 'created_at'),
  ...present({
    email: optional(textOf, row, 'email'),
    emailVerified: row['email_verified'] === 1 ? (true as const) : undefined,
    language: optional(textOf, row, 'language'),
    disabledAt: optional(instantAt, row, 'disabled_at'),
    proofsNotBefore: optional(instantAt, row, 'proofs_not_before'),
    leavesAt: optional(instantAt, row, 'leaves_at'),
    passwordHash: optional(textOf, row, 'password_hash'),
  }),
})

const secretOf = (row: Row) => ({
  keyId: textOf(row, 'key_id'),
  bytes: base64Of(bytesOf(row, 'sealed')),
})

function deviceOf(row: Row) {
  const [algorithm, digits] = [textOf(row, 'algorithm'), integerOf(row, 'digits')]
  if (algorithm !== 'SHA1' && algorithm !== 'SHA256' && algorithm !== 'SHA512') {
    return malformed('algorithm')
  }
  if (digits !== 6 && digits !== 8) return malformed('digits')
  return {
    id: textOf(row, 'id'),
    name: textOf(row, 'name'),
    parameters: { algorithm, digits, period: integerOf(row, 'period') } as const,
    secret: secretOf(row),
    createdAt: instantAt(row, 'created_at'),
  }
}

/** Unreadable is a fault: read as "none used", it would let used codes in again. */
function recoveryCodesOf(row: Row): NonNullable<DocumentJson['recoveryCodes']> {
  return {
    id: textOf(row, 'id'),
    secret: secretOf(row),
    count: integerOf(row, 'count'),
    createdAt: instantAt(row, 'created_at'),
    used: usedOf(textOf(row, 'used')),
  }
}

function usedOf(json: string): [number, number][] {
  const used = jsonObject(json) ?? malformed('used')
  return Object.entries(used)
    .map(([place, at]): [number, number] =>
      /^\d+$/.test(place) && typeof at === 'number' ? [Number(place), at] : malformed('used'),
    )
    .toSorted(([one], [other]) => one - other)
}
