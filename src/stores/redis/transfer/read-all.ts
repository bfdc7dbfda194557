import {
  present,
  recordOfClient,
  type RecordOf,
  type TransferRecord,
} from '../../transfer/record.ts'
import type { RecordBatches } from '../../transfer/whole-store.ts'
import { createClientStore } from '../clients.ts'
import { script, type Connection, type RedisReply } from '../connection.ts'
import { keyOf } from '../keys.ts'
import { payloadOf } from '../artefact-record.ts'
import { fieldsOf, integerOf, malformed } from '../replies.ts'
import { DEAD } from '../session-record.ts'
import { readAccount } from './account-record.ts'
import { readLogouts, readMails } from './read-waiting.ts'
import { unitOf, type Unit } from './scan.ts'
import { scanKeys } from '../scan-keys.ts'
import { moving, slotsOf } from '../slots.ts'

/** Units asked for in one round trip. */
const BATCH = 200

/**
 * Names that are remembered, so that nothing is told twice. Where there are more keys, they are gone
 * through several times, a share of the names at each: memory stays flat, whatever the store holds.
 */
const NAMES_AT_ONCE = 500_000

/**
 * All records, each as of the moment when it is read: Redis knows no snapshot.
 *
 * @throws TransferError `source_changed` where a Cluster's slots were moved meanwhile
 */
export async function* readAll(connection: Connection): RecordBatches {
  const slots = await slotsOf(connection)
  const sizes = await connection.everywhere('DBSIZE')
  const keys = sizes.reduce<number>((sum, size) => sum + integerOf(size), 0)
  const passes = Math.max(1, Math.ceil(keys / NAMES_AT_ONCE))
  for (let pass = 0; pass < passes; pass += 1) {
    yield* readShare(connection, (name) => shareOf(name) % passes === pass)
  }
  yield* readMails(connection)
  yield* readLogouts(connection)
  yield* readClients(connection)
  if ((await slotsOf(connection)) !== slots) throw moving()
}

async function* readShare(
  connection: Connection,
  isMine: (name: string) => boolean,
): RecordBatches {
  const seen = new Set<string>()
  let units: Unit[] = []
  for await (const keys of scanKeys(connection)) {
    for (const key of keys) {
      const unit = unitOf(key)
      if (!unit) continue
      const name = `${unit.of}:${unit.whose}`
      if (!isMine(name) || seen.has(name)) continue
      seen.add(name)
      units.push(unit)
    }
    while (units.length >= BATCH) {
      yield await readUnits(connection, units.slice(0, BATCH))
      units = units.slice(BATCH)
    }
  }
  if (units.length > 0) yield readUnits(connection, units)
}

async function* readClients(connection: Connection): RecordBatches {
  const clients = createClientStore(connection)
  for (let after: string | undefined; ;) {
    const page = await clients.list(after, BATCH)
    if (page.length === 0) return
    yield page.map(recordOfClient)
    after = page.at(-1)?.id
  }
}

/** FNV-1a: spreads names evenly, the same way at each pass. */
function shareOf(name: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < name.length; at += 1) {
    hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193)
  }
  return hash >>> 0
}

const readUnits = async (
  connection: Connection,
  units: readonly Unit[],
): Promise<readonly TransferRecord[]> =>
  (await Promise.all(units.map((unit) => READERS[unit.of](connection, unit.whose)))).flat()

const READERS: Readonly<
  Record<Unit['of'], (connection: Connection, whose: string) => Promise<readonly TransferRecord[]>>
> = {
  account: readAccount,
  attempts: readAttempts,
  artefact: readArtefact,
  grant: readGrant,
  'session-id': readSessionId,
  session: readSession,
}

/** Tells fields and values, and when the key expires in milliseconds since the epoch; -1 for never. */
const READ_HASH = script(`
return {redis.call('HGETALL', KEYS[1]), redis.call('PEXPIRETIME', KEYS[1])}
`)

async function readHash(connection: Connection, key: string) {
  const reply = await connection.run(READ_HASH, [key])
  const [hash, expires] = listOf(reply)
  const fields = fieldsOf(hash ?? null)
  return fields && { fields, ...expiryFrom(expires) }
}

const expiryFrom = (reply: RedisReply | undefined): { expiresAt?: number } => {
  const at = integerOf(reply)
  return at < 0 ? {} : { expiresAt: at }
}

const listOf = (reply: RedisReply): readonly RedisReply[] =>
  Array.isArray(reply) ? (reply as readonly RedisReply[]) : malformed('a list')

async function readAttempts(connection: Connection, subject: string) {
  const found = await readHash(connection, keyOf('attempts', subject))
  if (!found) return []
  const { fields } = found
  return [
    {
      kind: 'attempts',
      subject,
      failures: integerOf(fields.get('failures')),
      lastAt: integerOf(fields.get('last')),
      ...(fields.has('locked') ? { locked: true } : {}),
    } satisfies TransferRecord,
  ]
}

async function readArtefact(connection: Connection, name: string) {
  const found = await readHash(connection, keyOf('artefact', name))
  if (!found) return []
  const { fields, ...expiry } = found
  const colon = name.indexOf(':')
  const [model, id] = [name.slice(0, colon), name.slice(colon + 1)]
  if (fields.has('dead')) {
    return model === 'Grant'
      ? [tombstone('grant', id, expiry)]
      : [tombstone('artefact', name, expiry)]
  }
  const json = fields.get('payload')
  if (json === undefined) return []
  const consumed = fields.get('consumed')
  return [
    artefact(model, id, json, {
      ...expiry,
      ...present({ consumed: consumed === undefined ? undefined : integerOf(consumed) }),
    }),
  ]
}

/** Its list is made anew from what hangs on it; that it was revoked is known here alone. */
async function readGrant(connection: Connection, grantId: string) {
  const found = await readHash(connection, keyOf('grant', grantId))
  if (!found?.fields.has('revoked')) return []
  const { fields: _, ...expiry } = found
  return [tombstone('grant_issued', grantId, expiry)]
}

/** What is true stands under the uid; see sessions.ts. */
async function readSession(connection: Connection, uid: string) {
  const found = await readHash(connection, keyOf('session', uid))
  if (!found) return []
  const { fields, ...expiry } = found
  if (fields.has('ended')) return [tombstone('session_uid', uid, expiry)]
  const [id, json] = [fields.get('id'), fields.get('payload')]
  if (id === undefined || json === undefined) return []
  return [artefact('Session', id, json, { expiresAt: integerOf(fields.get('expires')) })]
}

const READ_TEXT = script(`
return {redis.call('GET', KEYS[1]), redis.call('PEXPIRETIME', KEYS[1])}
`)

/** A copy of what stands under the uid, or a tombstone. */
async function readSessionId(connection: Connection, id: string) {
  const [text, expires] = listOf(await connection.run(READ_TEXT, [keyOf('session-id', id)]))
  return text === DEAD ? [tombstone('session_id', id, expiryFrom(expires))] : []
}

const tombstone = (
  of: RecordOf<'tombstone'>['of'],
  name: string,
  { expiresAt }: { expiresAt?: number },
): TransferRecord => ({ kind: 'tombstone', of, name, ...present({ expiresAt }) })

function artefact(
  model: string,
  id: string,
  json: string,
  rest: Pick<RecordOf<'artefact'>, 'expiresAt' | 'consumed'>,
): TransferRecord {
  // Stands in its own field, and there it is right.
  const { consumed: _, ...payload } = payloadOf(json)
  return { kind: 'artefact', model, id, payload, ...rest }
}
