import { assertNever } from '../../../kernel/typing.ts'
import type { Instant } from '../../../kernel/instant.ts'
import { IDLE_BUDGET, isForgettable, KEEP_PENDING } from '../../retention.ts'
import { clientFrom, type RecordOf, type TransferRecord } from '../../transfer/record.ts'
import { GRANTABLE } from '../artefacts.ts'
import { createClientStore } from '../clients.ts'
import { script, type Connection, type RedisValue } from '../connection.ts'
import { keyOf } from '../keys.ts'
import { LOGOUT_KEYS } from '../logout-outbox.ts'
import { DEAD } from '../session-record.ts'
import { writeAccount } from './account-record.ts'

/**
 * Writes one record with all that leads to it.
 *
 * @param again a part of it may stand there already
 */
export async function writeRecord(
  connection: Connection,
  record: TransferRecord,
  now: Instant,
  again: boolean,
): Promise<void> {
  switch (record.kind) {
    case 'account':
      return writeAccount(connection, record, again)
    case 'attempts':
      return writeAttempts(connection, record)
    case 'mail':
      return writeMail(connection, record)
    case 'logout':
      return writeLogout(connection, record)
    case 'client':
      return writeClient(connection, record)
    case 'artefact':
      return record.model === 'Session'
        ? writeSession(connection, record, now)
        : writeArtefact(connection, record)
    case 'tombstone':
      return writeTombstone(connection, record)
    default:
      return assertNever(record)
  }
}

async function writeAttempts(connection: Connection, record: RecordOf<'attempts'>): Promise<void> {
  const { subject, failures, lastAt, locked } = record
  await writeHash(
    connection,
    keyOf('attempts', subject),
    [
      ['failures', failures],
      ['last', lastAt],
      ['locked', locked ? 1 : undefined],
    ],
    isForgettable(record) ? lastAt + IDLE_BUDGET * 1000 : undefined,
  )
}

async function writeMail(connection: Connection, mail: RecordOf<'mail'>): Promise<void> {
  const { id, accountId, secret, createdAt, dueAt, attempts } = mail
  const made = JSON.stringify({
    accountId,
    keyId: secret.keyId,
    sealed: secret.bytes,
    createdAt,
  })
  const [outbox, mails] = [keyOf('outbox', 'outbox'), keyOf('mails', 'outbox')]
  await Promise.all([
    connection.send(mails, 'HSET', mails, `${id}:made`, made, `${id}:attempts`, attempts),
    connection.send(outbox, 'ZADD', outbox, dueAt, id),
  ])
}

async function writeLogout(
  connection: Connection,
  { id, clientId, accountId, sid, createdAt, dueAt, attempts }: RecordOf<'logout'>,
): Promise<void> {
  const made = JSON.stringify({ clientId, accountId, sid, createdAt })
  const [due, notices] = LOGOUT_KEYS
  await Promise.all([
    connection.send(notices, 'HSET', notices, `${id}:made`, made, `${id}:attempts`, attempts),
    connection.send(due, 'ZADD', due, dueAt, id),
  ])
}

async function writeClient(connection: Connection, record: RecordOf<'client'>): Promise<void> {
  // However many there were: what was there before is not cut.
  await createClientStore(connection).add(clientFrom(record), Number.MAX_SAFE_INTEGER)
}

/** As in grants.ts. ARGV: field, value, when it expires (or nothing: never). */
const ENLIST = script(`
local fresh = redis.call('EXISTS', KEYS[1]) == 0
if ARGV[3] == '' then
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
  redis.call('PERSIST', KEYS[1])
  return 1
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. '\\n' .. ARGV[3])
local known = redis.call('PEXPIRETIME', KEYS[1])
if fresh or (known ~= -1 and known < tonumber(ARGV[3])) then
  redis.call('PEXPIREAT', KEYS[1], ARGV[3])
end
return 1
`)

async function writeArtefact(
  connection: Connection,
  { model, id, payload, expiresAt, consumed }: RecordOf<'artefact'>,
): Promise<void> {
  const { grantId, userCode, accountId, clientId } = payload
  const until = expiresAt ?? ''
  const enlist = (key: string, field: string, value: RedisValue) =>
    connection.run(ENLIST, [key], field, value, until)
  await Promise.all([
    writeHash(
      connection,
      keyOf('artefact', `${model}:${id}`),
      [
        ['payload', JSON.stringify(payload)],
        ['consumed', consumed],
      ],
      expiresAt,
    ),
    typeof grantId === 'string' && GRANTABLE.has(model)
      ? enlist(keyOf('grant', grantId), `of:${model}:${id}`, 1)
      : undefined,
    typeof userCode === 'string'
      ? writeText(connection, keyOf('user-code', userCode), id, expiresAt)
      : undefined,
    model === 'Grant' && typeof accountId === 'string' && typeof clientId === 'string'
      ? enlist(keyOf('grants', accountId), id, clientId)
      : undefined,
  ])
}

async function writeText(
  connection: Connection,
  key: string,
  text: string,
  expiresAt: number | undefined,
): Promise<void> {
  const expiry = expiresAt === undefined ? [] : ['PXAT', expiresAt]
  await connection.send(key, 'SET', key, text, ...expiry)
}

/** ARGV: expires, uid. As in sessions.ts. */
const INDEX_SESSION = script(`
redis.call('ZADD', KEYS[1], ARGV[1], ARGV[2])
local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
redis.call('PEXPIREAT', KEYS[1], string.format('%.0f', tonumber(last[2]) + 1000))
return 1
`)

/** As the adapter writes one; a session without an end has none here either, and lives for a day. */
async function writeSession(
  connection: Connection,
  { id, payload, ...rest }: RecordOf<'artefact'>,
  now: Instant,
): Promise<void> {
  const { expiresAt = now + DAY } = rest
  const uid = typeof payload['uid'] === 'string' ? payload['uid'] : id
  const { accountId } = payload
  const json = JSON.stringify(payload)
  await Promise.all([
    writeHash(
      connection,
      keyOf('session', uid),
      [
        ['id', id],
        ['payload', json],
        ['expires', expiresAt],
        [`known:${id}`, 1],
      ],
      expiresAt + DAY,
    ),
    writeText(connection, keyOf('session-id', id), json, expiresAt),
    typeof accountId === 'string'
      ? connection.run(INDEX_SESSION, [keyOf('sessions', accountId)], expiresAt, uid)
      : undefined,
  ])
}

async function writeTombstone(
  connection: Connection,
  { of, name, expiresAt }: RecordOf<'tombstone'>,
): Promise<void> {
  switch (of) {
    case 'session_id':
      return writeText(connection, keyOf('session-id', name), DEAD, expiresAt)
    case 'session_uid':
      return writeHash(connection, keyOf('session', name), [['ended', 1]], expiresAt)
    case 'grant':
      return writeHash(connection, keyOf('artefact', `Grant:${name}`), [['dead', 1]], expiresAt)
    case 'grant_issued':
      return writeHash(connection, keyOf('grant', name), [['revoked', 1]], expiresAt)
    case 'artefact':
      return writeHash(connection, keyOf('artefact', name), [['dead', 1]], expiresAt)
    default:
      return assertNever(of)
  }
}

/** Milliseconds of a day: how long Redis keeps what has expired, so that its clock takes nothing away early. */
const DAY = KEEP_PENDING * 1000

/** Writes a hash that expires at an instant, or never. */
async function writeHash(
  connection: Connection,
  key: string,
  fields: readonly (readonly [string, RedisValue | undefined])[],
  expiresAt: number | undefined,
): Promise<void> {
  const known = fields.flatMap(([name, value]) => (value === undefined ? [] : [name, value]))
  await Promise.all([
    connection.send(key, 'HSET', key, ...known),
    expiresAt === undefined ? undefined : connection.send(key, 'PEXPIREAT', key, expiresAt),
  ])
}
