import { randomBytes } from 'node:crypto'
import type { AccountId } from '../../../kernel/ids.ts'
import type { Instant } from '../../../kernel/instant.ts'
import { emptyDocument, isEmpty, type AccountDocument } from '../../../people/document/document.ts'
import { documentOfRecord, documentRecord } from '../../documents/record.ts'
import { writeOf } from '../../documents/writing.ts'
import { HISTORY } from '../../retention.ts'
import { isNothing } from '../../transfer/living.ts'
import type { AccountRecord } from '../../transfer/record.ts'
import { TransferError } from '../../transfer/transfer-error.ts'
import { entryOf } from '../activity.ts'
import { script, type Connection, type RedisReply } from '../connection.ts'
import { createNames, documentKey, nameKeyOf } from '../document-names.ts'
import { keyOf } from '../keys.ts'
import { fieldsOf, integerOf, malformed } from '../replies.ts'

/** All keys of one account have its hash tag: one script reads them, as of one moment. */
const READ = script(`
return {redis.call('HGET', KEYS[1], 'document'), redis.call('HGETALL', KEYS[2]), redis.call('ZRANGE', KEYS[3], 0, -1)}
`)

export async function readAccount(
  connection: Connection,
  whose: string,
): Promise<readonly AccountRecord[]> {
  const id = whose as AccountId
  const keys = [documentKey(id), keyOf('uses', id), keyOf('activity', id)] as const
  const reply = await connection.run(READ, keys)
  const [text, uses = null, activity]: readonly RedisReply[] = Array.isArray(reply) ? reply : []
  if (!Array.isArray(activity)) return malformed('activity')
  const times = [...(fieldsOf(uses) ?? [])].map(
    ([name, at]) => [name, integerOf(at) as Instant] as const,
  )
  const record: AccountRecord = {
    kind: 'account',
    id,
    ...documentRecord(id, typeof text === 'string' ? text : undefined, new Map(times)),
    activity: activity.map(entryOf).map(({ at, entry }) => ({ at, entry })),
  }
  // It may have expired since its key was seen.
  return isNothing(record) ? [] : [record]
}

/**
 * @param again it may stand there already, or a part of it
 * @throws TransferError `account_twice`
 */
export async function writeAccount(
  connection: Connection,
  record: AccountRecord,
  again: boolean,
): Promise<void> {
  const document = documentOfRecord(record)
  await Promise.all([
    isEmpty(document) ? undefined : writeDocument(connection, document, again),
    record.activity.length > 0 && writeActivity(connection, document.id, record.activity),
  ])
}

/** ARGV: fields and values. */
const PUT = script(`
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
redis.call('HSET', KEYS[1], unpack(ARGV))
return 1
`)

async function writeDocument(
  connection: Connection,
  document: AccountDocument,
  again: boolean,
): Promise<void> {
  const { id, profile } = document
  const twice = (): TransferError =>
    new TransferError('account_twice', `two accounts have the login "${profile?.login ?? id}"`)
  const { text = '', keys } = writeOf(emptyDocument(id), document)
  const names = createNames(connection)
  for (const { name } of keys.filter(({ kind }) => kind === 'login')) {
    const key = nameKeyOf('login', name)
    const isHeld = (await connection.send(key, 'SET', key, id, 'NX')) !== 'OK'
    if (isHeld && !(again && (await connection.send(key, 'GET', key)) === id)) throw twice()
  }
  const fields = ['version', randomBytes(9).toString('base64url'), 'document', text] as const
  const [written] = await Promise.all([
    connection.run(PUT, [documentKey(id)], ...fields),
    names.put(
      id,
      keys.filter(({ kind }) => kind !== 'login'),
    ),
  ])
  if (written !== 1 && !again) throw twice()
}

async function writeActivity(
  connection: Connection,
  accountId: string,
  activity: AccountRecord['activity'],
): Promise<void> {
  const key = keyOf('activity', accountId)
  const members = activity.flatMap(({ at, entry }, before) => {
    const place = before + 1
    return [place, `${place}:${at}:${entry}`]
  })
  const last = Math.max(...activity.map(({ at }) => at))
  await Promise.all([
    connection.send(key, 'ZADD', key, ...members),
    connection.send(key, 'PEXPIREAT', key, last + HISTORY * 1000),
  ])
}
