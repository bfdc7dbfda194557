import { assertNever } from '../../../kernel/typing.ts'
import { emptyDocument, isEmpty } from '../../../people/document/document.ts'
import { bytesFrom } from '../../../people/document/json.ts'
import { documentOfRecord } from '../../documents/record.ts'
import { writeOf } from '../../documents/writing.ts'
import { anonymousNetworkOf } from '../../limits.ts'
import {
  clientFrom,
  type AccountRecord,
  type RecordOf,
  type TransferRecord,
} from '../../transfer/record.ts'
import { TransferError } from '../../transfer/transfer-error.ts'
import { GRANTABLE } from '../artefacts.ts'
import { insertClient } from '../clients.ts'
import { putDocument, readDocument } from '../documents.ts'
import { get, run, type SqlValue, type Work } from '../work.ts'
import { tombstoneKinds } from './read-all.ts'

/**
 * Writes one record, as a row or several; within the caller's transaction.
 *
 * @param again it may stand there already, as a whole: then it stays
 */
export function* writeRecord(record: TransferRecord, again: boolean): Work<void> {
  if (again && (yield* stands(record))) return
  if (record.kind === 'account') yield* writeAccount(record)
  else if (record.kind === 'client') yield* insertClient(clientFrom(record))
  else yield* insert(...rowOf(record))
}

function* stands(record: TransferRecord): Work<boolean> {
  if (record.kind === 'account') {
    const { id } = record
    return (
      (yield* get('SELECT 1 FROM documents WHERE id = ?1', id)) !== undefined ||
      (yield* get('SELECT 1 FROM activity WHERE account_id = ?1 LIMIT 1', id)) !== undefined
    )
  }
  if (record.kind === 'client') {
    return (yield* get('SELECT 1 FROM clients WHERE id = ?1', record.id)) !== undefined
  }
  const [table, columns] = rowOf(record)
  const keys = KEYS[record.kind]
  const known = keys.map((name, at) => `${name} = ?${at + 1}`).join(' AND ')
  const values = keys.map((name) => columns[name] ?? null)
  return (yield* get(`SELECT 1 FROM ${table} WHERE ${known}`, ...values)) !== undefined
}

/** What a row is known by. */
const KEYS = {
  attempts: ['subject'],
  mail: ['id'],
  logout: ['id'],
  artefact: ['model', 'id'],
  tombstone: ['kind', 'name'],
} as const

type Columns = Readonly<Record<string, SqlValue | undefined>>

/** What is one row of a table. */
function rowOf(
  record: Exclude<TransferRecord, { readonly kind: 'account' | 'client' }>,
): [table: string, columns: Columns] {
  switch (record.kind) {
    case 'attempts': {
      const { subject, failures, lastAt, locked } = record
      return ['attempts', { subject, failures, last_at: lastAt, locked: locked ? 1 : 0 }]
    }
    case 'mail':
      return [
        'outbox',
        {
          ...waitingOf(record),
          key_id: record.secret.keyId,
          sealed: bytesFrom(record.secret.bytes),
        },
      ]
    case 'logout':
      return [
        'logout_notices',
        { ...waitingOf(record), client_id: record.clientId, sid: record.sid },
      ]
    case 'artefact': {
      const { model, id, payload, expiresAt, consumed } = record
      const network = anonymousNetworkOf(model, payload)
      return [
        'artefacts',
        {
          model,
          id,
          payload: JSON.stringify(payload),
          expires_at: expiresAt,
          uid: textOf(payload['uid']),
          user_code: textOf(payload['userCode']),
          grant_id: GRANTABLE.has(model) ? textOf(payload['grantId']) : undefined,
          account_id: textOf(payload['accountId']),
          consumed_at: consumed,
          network,
          network_at: network === undefined ? undefined : 0,
        },
      ]
    }
    case 'tombstone': {
      const [kind = ''] = tombstoneKinds.find(([, of]) => of === record.of) ?? []
      return ['tombstones', { kind, name: record.name, expires_at: record.expiresAt }]
    }
    default:
      return assertNever(record)
  }
}

/** What waits to be sent. */
const waitingOf = ({
  id,
  accountId,
  createdAt,
  dueAt,
  attempts,
}: RecordOf<'mail' | 'logout'>): Columns => ({
  id,
  account_id: accountId,
  created_at: createdAt,
  due_at: dueAt,
  attempts,
})

/** @throws TransferError `account_twice`, which the tables would refuse too, and without saying whom */
function* writeAccount(record: AccountRecord): Work<void> {
  const document = documentOfRecord(record)
  const { id } = document
  const login = document.profile?.login ?? id
  const twice = new TransferError('account_twice', `two accounts have the login "${login}"`)
  if (!isEmpty(document)) {
    if ((yield* readDocument(id)) !== undefined) throw twice
    if (!(yield* putDocument(id, writeOf(emptyDocument(id), document)))) throw twice
  }
  for (const { at, entry } of record.activity)
    yield* insert('activity', { account_id: id, at, entry })
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined

/** Names of columns come from this file alone. */
function* insert(table: string, columns: Columns): Work<void> {
  const names = Object.keys(columns)
  yield* run(
    `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map((_, at) => `?${at + 1}`).join(', ')})`,
    ...Object.values(columns).map((value) => value ?? null),
  )
}
