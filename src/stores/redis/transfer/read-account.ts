import { base64Of } from '../../../people/document/json.ts'
import {
  type AccountRecord,
  type DeviceRecord,
  inTimeOrder,
  present,
} from '../../transfer/record.ts'
import { isNothing } from '../../transfer/living.ts'
import { entryOf } from '../activity.ts'
import { madeSchema as madeDevice } from '../authenticator-fields.ts'
import { script, type Connection, type RedisReply } from '../connection.ts'
import { linksOf } from '../email-changes.ts'
import { keyOf } from '../keys.ts'
import { resetsOf } from '../password-resets.ts'
import { fieldsOf, integerOf, jsonOf, malformed } from '../replies.ts'
import { madeSchema as madeBrowser } from '../trusted-browsers.ts'

/** All keys of one account have its hash tag: one script reads them, as of one moment. */
const READ = script(`
local all = {}
for at = 1, 5 do all[at] = redis.call('HGETALL', KEYS[at]) end
all[6] = redis.call('ZRANGE', KEYS[6], 0, -1)
all[7] = redis.call('HGETALL', KEYS[7])
return all
`)

export async function readAccount(
  connection: Connection,
  id: string,
): Promise<readonly AccountRecord[]> {
  const reply = await connection.run(READ, [
    keyOf('account', id),
    keyOf('devices', id),
    keyOf('recovery', id),
    keyOf('reset', id),
    keyOf('browsers', id),
    keyOf('activity', id),
    keyOf('email-changes', id),
  ])
  const replies: readonly RedisReply[] = Array.isArray(reply) ? reply : malformed('an account')
  const [profile, devices, codes, resets, browsers] = replies.slice(0, 5).map(fieldsOf)
  const activity: readonly RedisReply[] = Array.isArray(replies[5])
    ? replies[5]
    : malformed('activity')
  const emailChanges = linksOf(fieldsOf(replies[6] ?? null)).map(
    ({ token, kind, expiresAt, address }) => ({
      tokenHash: base64Of(Buffer.from(token, 'base64url')),
      undo: kind === 'undo',
      expiresAt,
      ...address,
    }),
  )
  const record: AccountRecord = {
    kind: 'account',
    id,
    ...(profile ? { profile: profileOf(profile) } : {}),
    devices: devices ? devicesOf(devices) : [],
    ...(codes ? { recoveryCodes: recoveryCodesOf(codes) } : {}),
    ...(resets ? { passwordResets: passwordResetsOf(resets) } : {}),
    ...(emailChanges.length > 0 ? { emailChanges } : {}),
    trustedBrowsers: browsers ? browsersOf(browsers) : [],
    activity: activity.map(entryOf).map(({ at, entry }) => ({ at, entry })),
  }
  // It may have expired since its key was seen.
  return isNothing(record) ? [] : [record]
}

type Fields = ReadonlyMap<string, string>

const textOf = (fields: Fields, name: string): string => fields.get(name) ?? malformed(name)
const numberOf = (fields: Fields, name: string): number => integerOf(fields.get(name))
const maybeNumber = (fields: Fields, name: string): number | undefined =>
  fields.has(name) ? numberOf(fields, name) : undefined

const profileOf = (fields: Fields): NonNullable<AccountRecord['profile']> => ({
  login: textOf(fields, 'login'),
  displayName: textOf(fields, 'name'),
  createdAt: numberOf(fields, 'created'),
  ...present({
    email: fields.get('email'),
    emailVerified: fields.get('emailVerified') === '1' ? true : undefined,
    language: fields.get('language'),
    disabledAt: maybeNumber(fields, 'disabled'),
    proofsNotBefore: maybeNumber(fields, 'notBefore'),
    leavesAt: maybeNumber(fields, 'leaves'),
    passwordHash: fields.get('password'),
  }),
})

/** The ids in a hash that has `<id>:<name>` for each, in the order in which they were added. */
const idsOf = (fields: Fields, name: string): readonly string[] =>
  [...fields.keys()]
    .flatMap((field) => (field.endsWith(`:${name}`) ? [field.slice(0, -name.length - 1)] : []))
    .toSorted((a, b) => numberOf(fields, `${a}:order`) - numberOf(fields, `${b}:order`))

/** As the port lists them: by when they were added, and by their order within one millisecond. */
const devicesOf = (fields: Fields): DeviceRecord[] =>
  idsOf(fields, 'confirmed')
    .map((id) => deviceOf(fields, id))
    .toSorted((a, b) => a.createdAt - b.createdAt)

function deviceOf(fields: Fields, id: string): DeviceRecord {
  const { parameters, keyId, sealed } = jsonOf(fields.get(`${id}:made`), madeDevice, 'a device')
  return {
    id,
    name: textOf(fields, `${id}:name`),
    parameters,
    secret: { keyId, bytes: sealed },
    createdAt: numberOf(fields, `${id}:created`),
    ...present({
      confirmedAt: maybeNumber(fields, `${id}:confirmed`),
      lastUsedAt: maybeNumber(fields, `${id}:used`),
      lastStep: maybeNumber(fields, `${id}:step`),
    }),
  }
}

const recoveryCodesOf = (fields: Fields): NonNullable<AccountRecord['recoveryCodes']> => ({
  id: textOf(fields, 'id'),
  secret: { keyId: textOf(fields, 'key'), bytes: textOf(fields, 'sealed') },
  count: numberOf(fields, 'count'),
  createdAt: numberOf(fields, 'created'),
  used: [...fields.keys()]
    .flatMap((name): [number, number][] =>
      name.startsWith('used:')
        ? [[integerOf(name.slice('used:'.length)), numberOf(fields, name)]]
        : [],
    )
    .toSorted(([a], [b]) => a - b),
})

const passwordResetsOf = (fields: Fields): NonNullable<AccountRecord['passwordResets']> =>
  inTimeOrder(
    resetsOf(fields).map(({ token, ...reset }) => ({
      ...reset,
      tokenHash: base64Of(Buffer.from(token, 'base64url')),
    })),
  )

const browsersOf = (fields: Fields): AccountRecord['trustedBrowsers'] =>
  idsOf(fields, 'made').map((id) => {
    const made = jsonOf(fields.get(`${id}:made`), madeBrowser, 'a browser')
    return {
      id,
      ...made,
      factors: textOf(fields, `${id}:factors`),
      expiresAt: numberOf(fields, `${id}:expires`),
      lastUsedAt: numberOf(fields, `${id}:used`),
    }
  })
