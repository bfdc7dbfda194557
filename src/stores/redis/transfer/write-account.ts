import { nameKey } from '../../../kernel/typed.ts'
import { HISTORY, KEEP_PENDING } from '../../retention.ts'
import type { Instant } from '../../../kernel/instant.ts'
import { bytesFrom } from '../../../people/document/json.ts'
import {
  present,
  resetsIn,
  type AccountRecord,
  type EmailChangeRecord,
} from '../../transfer/record.ts'
import { TransferError } from '../../transfer/transfer-error.ts'
import { addressKey } from '../account-fields.ts'
import { LEAVING } from '../leaving.ts'
import type { Connection, RedisValue } from '../connection.ts'
import { linkText } from '../email-changes.ts'
import { keyOf } from '../keys.ts'
import { createLoginIndex } from '../login-index.ts'
import { textOf as tokenOf, valueOf } from '../password-resets.ts'

type Field = readonly [string, RedisValue | undefined]

/** In the layouts that accounts.ts, authenticators.ts and their neighbours describe. */
export async function writeAccount(connection: Connection, record: AccountRecord): Promise<void> {
  const { id, profile, devices, trustedBrowsers, activity } = record
  await Promise.all([
    profile && writeProfile(connection, id, profile),
    devices.length > 0 && writeDevices(connection, id, devices),
    record.recoveryCodes && writeRecoveryCodes(connection, id, record.recoveryCodes),
    ...resetsIn(record).map((reset) => writeReset(connection, id, reset)),
    record.emailChanges && writeEmailChanges(connection, id, record.emailChanges),
    trustedBrowsers.length > 0 && writeBrowsers(connection, id, trustedBrowsers),
    activity.length > 0 && writeActivity(connection, id, activity),
  ])
}

async function writeProfile(
  connection: Connection,
  id: string,
  profile: NonNullable<AccountRecord['profile']>,
): Promise<void> {
  const { login, displayName, createdAt, disabledAt, proofsNotBefore } = profile
  const { email, emailVerified, language, leavesAt, passwordHash } = profile
  const key = keyOf('login', nameKey(login))
  if ((await connection.send(key, 'SET', key, id, 'NX')) !== 'OK') {
    throw new TransferError('account_twice', `two accounts have the login "${login}"`)
  }
  const indexes = [
    keyOf('logins', 'all'),
    ...(email === undefined ? [] : [keyOf('email', addressKey(email))]),
  ]
  const fields: readonly Field[] = [
    ['login', login],
    ['name', displayName],
    ['created', createdAt],
    ['disabled', disabledAt],
    ['notBefore', proofsNotBefore],
    ['leaves', leavesAt],
    ['email', email],
    ['emailVerified', emailVerified && 1],
    ['language', language],
    ['password', passwordHash],
  ]
  await Promise.all([
    writeHash(connection, keyOf('account', id), fields, undefined),
    ...indexes.map((index) => createLoginIndex(connection, index).add(login, id)),
    ...(leavesAt === undefined ? [] : [connection.send(LEAVING, 'ZADD', LEAVING, leavesAt, id)]),
  ])
}

async function writeDevices(
  connection: Connection,
  accountId: string,
  devices: AccountRecord['devices'],
): Promise<void> {
  const fields = devices.flatMap(({ id, name, parameters, secret, ...at }, place): Field[] => [
    [`${id}:made`, JSON.stringify({ parameters, keyId: secret.keyId, sealed: secret.bytes })],
    [`${id}:created`, at.createdAt],
    [`${id}:order`, place + 1],
    [`${id}:name`, name],
    [`${id}:nameKey`, nameKey(name)],
    [`${id}:confirmed`, at.confirmedAt],
    [`${id}:used`, at.lastUsedAt],
    [`${id}:step`, at.lastStep],
  ])
  await writeHash(
    connection,
    keyOf('devices', accountId),
    [['order', devices.length], ...fields],
    undefined,
  )
}

async function writeRecoveryCodes(
  connection: Connection,
  accountId: string,
  { id, secret, count, createdAt, used }: NonNullable<AccountRecord['recoveryCodes']>,
): Promise<void> {
  await writeHash(
    connection,
    keyOf('recovery', accountId),
    [
      ['id', id],
      ['key', secret.keyId],
      ['sealed', secret.bytes],
      ['count', count],
      ['created', createdAt],
      ...used.map(([place, at]): Field => [`used:${place}`, at]),
    ],
    undefined,
  )
}

async function writeReset(
  connection: Connection,
  accountId: string,
  { tokenHash, clientId, expiresAt }: ReturnType<typeof resetsIn>[number],
): Promise<void> {
  const token = tokenOf(bytesFrom(tokenHash))
  const hint = keyOf('reset-token', token)
  const until = expiresAt + DAY
  await Promise.all([
    connection.send(hint, 'SET', hint, accountId, 'PXAT', until),
    writeHash(
      connection,
      keyOf('reset', accountId),
      [[token, valueOf(expiresAt, clientId)]],
      until,
    ),
  ])
}

async function writeEmailChanges(
  connection: Connection,
  accountId: string,
  changes: readonly EmailChangeRecord[],
): Promise<void> {
  const fields = changes.map(({ tokenHash, undo, email, verified, expiresAt }, index): Field => {
    const token = tokenOf(bytesFrom(tokenHash))
    const place = undo ? index + 1 : 0
    const kind = undo ? 'undo' : 'change'
    const address = present({ email, verified })
    return [token, linkText({ kind, place, expiresAt: expiresAt as Instant, address })]
  })
  const until = Math.max(...changes.map(({ expiresAt }) => expiresAt)) + DAY
  await Promise.all([
    writeHash(connection, keyOf('email-changes', accountId), fields, until),
    ...fields.map(([token]) => {
      const hint = keyOf('email-token', token)
      return connection.send(hint, 'SET', hint, accountId, 'PXAT', until)
    }),
  ])
}

async function writeBrowsers(
  connection: Connection,
  accountId: string,
  browsers: AccountRecord['trustedBrowsers'],
): Promise<void> {
  const fields = browsers.flatMap(
    ({ id, factors, expiresAt, lastUsedAt, ...made }, place): Field[] => [
      [`${id}:made`, JSON.stringify(made)],
      [`${id}:expires`, expiresAt],
      [`${id}:factors`, factors],
      [`${id}:used`, lastUsedAt],
      [`${id}:order`, place + 1],
    ],
  )
  const last = Math.max(...browsers.map(({ expiresAt }) => expiresAt))
  await writeHash(
    connection,
    keyOf('browsers', accountId),
    [['order', browsers.length], ...fields],
    last + DAY,
  )
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

/** Milliseconds of a day: how long Redis keeps what has expired, so that its clock takes nothing away early. */
export const DAY = KEEP_PENDING * 1000

/** Writes a hash that expires at an instant, or never. */
export async function writeHash(
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
