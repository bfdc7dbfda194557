import { setImmediate } from 'node:timers/promises'
import type { AccountId } from '../../../kernel/ids.ts'
import { present } from '../../../kernel/typing.ts'
import { base64Of } from '../../../people/document/json.ts'
import type { LastUses } from '../../../people/document/trusted-browsers.ts'
import { documentRecord } from '../../documents/record.ts'
import { jsonObject } from '../../payloads.ts'
import { recordOfClient, type AccountRecord, type TransferRecord } from '../../transfer/record.ts'
import type { RecordBatches } from '../../transfer/whole-store.ts'
import { listClients } from '../clients.ts'
import { dialectOf } from '../dialect.ts'
import { bytesOf, instantAt, integerOf, malformed, optional, textOf } from '../rows.ts'
import { all, type Row, type SqlEngine, type Work } from '../work.ts'

/** Rows in one batch. */
export const BATCH = 200

/** Where all that is read is of one moment. */
export type Snapshot = Pick<SqlEngine, 'read' | 'name'>

/** All records as of one moment; a signal to stop is heard in between. */
export async function* readAll(snapshot: Snapshot): RecordBatches {
  yield* readAccounts(snapshot)
  yield* readRows(snapshot, 'attempts', ['subject'], attemptsOf)
  yield* readWaiting(snapshot, 'outbox', mailOf)
  yield* readWaiting(snapshot, 'logout_notices', logoutOf)
  yield* readClients(snapshot)
  yield* readRows(snapshot, 'artefacts', ['model', 'id'], artefactOf)
  yield* readRows(snapshot, 'tombstones', ['kind', 'name'], tombstoneOf)
}

/** Ids under which anything stands; each part is in the order of an index, so that it stops at the limit. */
export const NEXT_IDS = `
  SELECT id FROM documents WHERE id > ?1
  UNION SELECT account_id FROM activity WHERE account_id > ?1
  ORDER BY 1 LIMIT ${BATCH}`

async function* readAccounts(snapshot: Snapshot): RecordBatches {
  // Every id is greater than the empty one, and no account has that.
  for (let after = ''; ;) {
    const { records, last } = await snapshot.read(() => someAccounts(after))
    if (last === undefined) return
    yield records
    after = last
    await setImmediate()
  }
}

function* someAccounts(after: string): Work<{ records: AccountRecord[]; last?: string }> {
  const ids = (yield* all(NEXT_IDS, after)).map((row) => textOf(row, 'id'))
  const [first, last] = [ids[0], ids.at(-1)]
  if (first === undefined || last === undefined) return { records: [] }
  const range = 'WHERE account_id BETWEEN ?1 AND ?2 ORDER BY account_id'
  const documents = byId(
    yield* all(
      `SELECT id AS account_id, document FROM documents WHERE id BETWEEN ?1 AND ?2`,
      first,
      last,
    ),
  )
  const uses = byId(yield* all(`SELECT account_id, name, at FROM last_uses ${range}`, first, last))
  const activity = byId(
    yield* all(`SELECT account_id, at, entry FROM activity ${range}, id`, first, last),
  )
  const records = ids.map((id) => ({
    kind: 'account' as const,
    id,
    ...documentRecord(id as AccountId, documentIn(documents(id)[0]), usesIn(uses(id))),
    activity: activity(id).map((row) => ({
      at: instantAt(row, 'at'),
      entry: textOf(row, 'entry'),
    })),
  }))
  return { records, last }
}

const documentIn = (row: Row | undefined): string | undefined => row && textOf(row, 'document')

const usesIn = (rows: readonly Row[]): LastUses =>
  new Map(rows.map((row) => [textOf(row, 'name'), instantAt(row, 'at')]))

function byId(rows: readonly Row[]): (id: string) => readonly Row[] {
  const groups = Map.groupBy(rows, (row) => textOf(row, 'account_id'))
  return (id) => groups.get(id) ?? []
}

/** A table of which each row is a record by itself, in the order of its key, which is text. */
async function* readRows(
  snapshot: Snapshot,
  table: string,
  key: readonly string[],
  recordOf: (row: Row) => TransferRecord,
): RecordBatches {
  const [columns, values] = [key.join(', '), key.map((_, at) => `?${at + 1}`).join(', ')]
  const sql = `SELECT * FROM ${table} WHERE (${columns}) > (${values}) ORDER BY ${columns} LIMIT ${BATCH}`
  // No part of a key is empty.
  for (let after = key.map(() => ''); ;) {
    const rows = await snapshot.read(() => all(sql, ...after))
    const last = rows.at(-1)
    if (!last) return
    yield rows.map(recordOf)
    after = key.map((column) => textOf(last, column))
    await setImmediate()
  }
}

/** What waits, in the order in which it was written: of what is due at once, the first goes first. */
async function* readWaiting(
  snapshot: Snapshot,
  table: string,
  recordOf: (row: Row) => TransferRecord,
): RecordBatches {
  const { place } = dialectOf(snapshot)
  const sql = `SELECT ${place} AS place, ${table}.* FROM ${table} WHERE ${place} > ?1 ORDER BY ${place} LIMIT ${BATCH}`
  for (let after = -1; ;) {
    const rows = await snapshot.read(() => all(sql, after))
    const last = rows.at(-1)
    if (!last) return
    yield rows.map(recordOf)
    after = integerOf(last, 'place')
    await setImmediate()
  }
}

async function* readClients(snapshot: Snapshot): RecordBatches {
  for (let after = ''; ;) {
    const clients = await snapshot.read(() => listClients(after, BATCH))
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
