import { setImmediate } from 'node:timers/promises'
import { base64Of } from '../../../people/document/json.ts'
import { present, recordOfClient, type TransferRecord } from '../../transfer/record.ts'
import type { RecordBatches } from '../../transfer/whole-store.ts'
import { jsonObject } from '../../payloads.ts'
import type { Database, Row } from '../database.ts'
import { perform } from '../engine.ts'
import { bytesOf, instantAt, integerOf, malformed, optional, textOf } from '../../sql/rows.ts'
import { listClients } from '../../sql/clients.ts'
import { readAccounts } from './read-accounts.ts'

/** Rows in one batch. */
export const BATCH = 200

/**
 * All records as of one moment. WAL lets everybody else write meanwhile; what they write stays in the
 * -wal file until the reading has ended.
 */
export async function* readAll(database: Database): RecordBatches {
  database.exec('BEGIN')
  try {
    yield* readAccounts(database)
    yield* readRows(database, 'attempts', attemptsOf)
    yield* readRows(database, 'outbox', mailOf)
    yield* readRows(database, 'logout_notices', logoutOf)
    yield* readClients(database)
    yield* readRows(database, 'artefacts', artefactOf)
    yield* readRows(database, 'tombstones', tombstoneOf)
  } finally {
    database.exec('ROLLBACK')
  }
}

/** A table of which each row is a record by itself, by its rowid. */
async function* readRows(
  database: Database,
  table: string,
  recordOf: (row: Row) => TransferRecord,
): RecordBatches {
  let after = -1
  for (;;) {
    const rows = database.all(
      `SELECT rowid AS place, * FROM ${table} WHERE rowid > ? ORDER BY rowid LIMIT ${BATCH}`,
      after,
    )
    const last = rows.at(-1)
    if (!last) return
    yield rows.map(recordOf)
    after = integerOf(last, 'place')
    // A signal to stop is heard in between.
    await setImmediate()
  }
}

async function* readClients(database: Database): RecordBatches {
  for (let after = ''; ;) {
    const clients = perform(database, listClients(after, BATCH))
    const last = clients.at(-1)
    if (!last) return
    yield clients.map(recordOfClient)
    after = last.id
    await setImmediate()
  }
}

const attemptsOf = (row: Row): TransferRecord => ({
  kind: 'attempts',
  subject: textOf(row, 'subject'),
  failures: integerOf(row, 'failures'),
  lastAt: instantAt(row, 'last_at'),
  ...(integerOf(row, 'locked') === 1 ? { locked: true } : {}),
})

const mailOf = (row: Row): TransferRecord => ({
  kind: 'mail',
  id: textOf(row, 'id'),
  accountId: textOf(row, 'account_id'),
  secret: { keyId: textOf(row, 'key_id'), bytes: base64Of(bytesOf(row, 'sealed')) },
  createdAt: instantAt(row, 'created_at'),
  dueAt: instantAt(row, 'due_at'),
  attempts: integerOf(row, 'attempts'),
})

const logoutOf = (row: Row): TransferRecord => ({
  kind: 'logout',
  id: textOf(row, 'id'),
  clientId: textOf(row, 'client_id'),
  accountId: textOf(row, 'account_id'),
  ...present({ sid: optional(textOf, row, 'sid') }),
  createdAt: instantAt(row, 'created_at'),
  dueAt: instantAt(row, 'due_at'),
  attempts: integerOf(row, 'attempts'),
})

const artefactOf = (row: Row): TransferRecord => ({
  kind: 'artefact',
  model: textOf(row, 'model'),
  id: textOf(row, 'id'),
  payload: payloadFrom(textOf(row, 'payload')),
  ...present({
    expiresAt: optional(instantAt, row, 'expires_at'),
    consumed: optional(integerOf, row, 'consumed_at'),
  }),
})

type Payload = Extract<TransferRecord, { kind: 'artefact' }>['payload']

function payloadFrom(json: string): Payload {
  const payload: Payload = jsonObject(json) ?? malformed('payload')
  // Stands in its own column, and there it is right.
  const { consumed: _, ...rest } = payload
  return rest
}

/** What the store writes, and what it merely keeps for another that knows more of them. */
const TOMBSTONES = {
  session_id: 'session_id',
  session_uid: 'session_uid',
  grant_id: 'grant',
  grant_issued: 'grant_issued',
  artefact: 'artefact',
} as const

export const tombstoneKinds = Object.entries(TOMBSTONES)

function tombstoneOf(row: Row): TransferRecord {
  const kind = textOf(row, 'kind')
  const [, of] = tombstoneKinds.find(([column]) => column === kind) ?? malformed('kind')
  return {
    kind: 'tombstone',
    of,
    name: textOf(row, 'name'),
    ...present({ expiresAt: optional(instantAt, row, 'expires_at') }),
  }
}
