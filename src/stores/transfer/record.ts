import { z } from 'zod'
import type { StoredClient } from '../../clients/client-store.ts'
import type { Instant } from '../../kernel/instant.ts'
import { clientChange, clientMetadata } from '../client-registration.ts'

/*
 * What a store holds, as data: one record is whole in itself and says nothing of tables, keys or
 * indexes. A record becomes one line of a backup, so that a change here that an older program would
 * misread needs a new FORMAT_VERSION.
 */

/** What a program writes; it reads this one and every one before. */
export const FORMAT_VERSION = 3

/** Milliseconds since the epoch. */
const instant = z.int()

/** Sealed: it is copied as it stands, and opened by nobody. */
const sealed = z.strictObject({ keyId: z.string(), bytes: z.base64() })

const profile = z.strictObject({
  login: z.string(),
  displayName: z.string(),
  email: z.string().exactOptional(),
  emailVerified: z.literal(true).exactOptional(),
  language: z.string().exactOptional(),
  createdAt: instant,
  disabledAt: instant.exactOptional(),
  proofsNotBefore: instant.exactOptional(),
  leavesAt: instant.exactOptional(),
  passwordHash: z.string().exactOptional(),
})

/** One that signs in. Whatever waits for its first code is begun again. */
const device = z.strictObject({
  id: z.string(),
  name: z.string(),
  parameters: z.strictObject({
    algorithm: z.enum(['SHA1', 'SHA256', 'SHA512']),
    digits: z.union([z.literal(6), z.literal(8)]),
    period: z.int().positive(),
  }),
  secret: sealed,
  createdAt: instant,
  /** Absent in backups up to 0.1.0, where the device waits: it does not come back. */
  confirmedAt: instant.exactOptional(),
  lastUsedAt: instant.exactOptional(),
  /** The last time step that was used: neither it nor one before is accepted. */
  lastStep: z.int().exactOptional(),
})

const recoveryCodes = z.strictObject({
  id: z.string(),
  secret: sealed,
  count: z.int(),
  createdAt: instant,
  /** The places of used codes, and when each was used; in order of the places. */
  used: z.array(z.tuple([z.int(), instant])),
})

const passwordReset = z.strictObject({
  tokenHash: z.base64(),
  clientId: z.string().exactOptional(),
  expiresAt: instant,
})

/** An address that is being proved, or (`undo`) one that was replaced and may be taken back. */
const emailChange = z.strictObject({
  tokenHash: z.base64(),
  undo: z.boolean(),
  email: z.string().exactOptional(),
  verified: z.literal(true).exactOptional(),
  expiresAt: instant,
})

const trustedBrowser = z.strictObject({
  id: z.string(),
  secretHash: z.base64(),
  factors: z.string(),
  userAgent: z.string(),
  address: z.string(),
  createdAt: instant,
  expiresAt: instant,
  lastUsedAt: instant,
})

/** Everything of one account, as it was at one moment. */
const account = z.strictObject({
  kind: z.literal('account'),
  id: z.string(),
  /** Absent where a host keeps its accounts elsewhere. */
  profile: profile.exactOptional(),
  /** In the order in which they were added, as the three lists below. */
  devices: z.array(device),
  recoveryCodes: recoveryCodes.exactOptional(),
  /** Absent where there are none. */
  passwordResets: z.array(passwordReset).exactOptional(),
  /** The one that an account could have up to format 1; ask `resetsIn`. */
  passwordReset: passwordReset.exactOptional(),
  /** In the order in which they were put, those that are being proved first. Absent where there are none. */
  emailChanges: z.array(emailChange).exactOptional(),
  trustedBrowsers: z.array(trustedBrowser),
  activity: z.array(z.strictObject({ at: instant, entry: z.string() })),
})

/** Failed attempts: what throttles. */
const attempts = z.strictObject({
  kind: z.literal('attempts'),
  subject: z.string(),
  failures: z.int(),
  lastAt: instant,
  /** Kept, however few they are. */
  locked: z.literal(true).exactOptional(),
})

/** A mail that waits to be sent. */
const mail = z.strictObject({
  kind: z.literal('mail'),
  id: z.string(),
  accountId: z.string(),
  secret: sealed,
  createdAt: instant,
  dueAt: instant,
  attempts: z.int(),
})

/** That a session is over, for an application that has not taken it yet. */
const logout = z.strictObject({
  kind: z.literal('logout'),
  id: z.string(),
  clientId: z.string(),
  accountId: z.string(),
  sid: z.string().exactOptional(),
  createdAt: instant,
  dueAt: instant,
  attempts: z.int(),
})

/** A client that is not written in the configuration. */
const storedClient = z.strictObject({
  kind: z.literal('client'),
  id: z.string(),
  version: z.int().positive(),
  metadata: clientMetadata,
  secrets: z.array(
    z.strictObject({
      id: z.string(),
      secret: sealed,
      createdAt: instant,
      /** Until when a former one is accepted. */
      expiresAt: instant.exactOptional(),
    }),
  ),
  createdAt: instant,
  changes: z.array(clientChange),
  /** Its grants are being ended. */
  removedAt: instant.exactOptional(),
})

/** What oidc-provider keeps: a session, a grant, a token, … */
/** As it is: `z.record` makes a new one, and leaves out what is called `__proto__`. */
const payload = z.custom<Record<string, unknown>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
)

const artefact = z.strictObject({
  kind: z.literal('artefact'),
  model: z.string(),
  id: z.string(),
  /** Without `consumed`, which stands beside it. */
  payload,
  /** Absent: it stays until it is destroyed. */
  expiresAt: instant.exactOptional(),
  /** Seconds since the epoch. */
  consumed: z.int().exactOptional(),
})

/** What is dead, and must not be written back by a request that had read it. */
const tombstone = z.strictObject({
  kind: z.literal('tombstone'),
  /**
   * A session by its id or by its uid; a grant; all that was issued by a grant; another artefact, by
   * `<model>:<id>`.
   */
  of: z.enum(['session_id', 'session_uid', 'grant', 'grant_issued', 'artefact']),
  name: z.string(),
  expiresAt: instant.exactOptional(),
})

/** One line of a backup. @throws ZodError for what this program has not written */
export const recordSchema = z.discriminatedUnion('kind', [
  account,
  attempts,
  mail,
  logout,
  storedClient,
  artefact,
  tombstone,
])

export type TransferRecord = z.output<typeof recordSchema>
export type RecordKind = TransferRecord['kind']
export type RecordOf<Kind extends RecordKind> = Extract<TransferRecord, { kind: Kind }>
export type AccountRecord = RecordOf<'account'>
export type DeviceRecord = AccountRecord['devices'][number]
export type EmailChangeRecord = z.output<typeof emailChange>
export type SealedBytes = DeviceRecord['secret']

/** An account's links for another password, in whichever format they were written. */
export const resetsIn = ({
  passwordReset: former,
  passwordResets = [],
}: AccountRecord): z.output<typeof passwordReset>[] =>
  former ? [former, ...passwordResets] : passwordResets

/** In the one order that every store tells them in. */
export const inTimeOrder = (resets: ReturnType<typeof resetsIn>): ReturnType<typeof resetsIn> =>
  resets.toSorted(
    (one, other) => one.expiresAt - other.expiresAt || (one.tokenHash < other.tokenHash ? -1 : 1),
  )

export const recordOfClient = ({ secrets, ...client }: StoredClient): RecordOf<'client'> => ({
  kind: 'client',
  ...client,
  metadata: { ...client.metadata },
  changes: [...client.changes],
  secrets: secrets.map(({ sealed: { keyId, bytes }, ...rest }) => ({
    ...rest,
    secret: { keyId, bytes: base64Of(bytes) },
  })),
})

export const clientFrom = (record: RecordOf<'client'>): StoredClient => ({
  id: record.id,
  version: record.version,
  metadata: record.metadata,
  changes: record.changes,
  createdAt: record.createdAt as Instant,
  ...(record.removedAt === undefined ? {} : { removedAt: record.removedAt as Instant }),
  secrets: record.secrets.map(({ id, secret, createdAt, expiresAt }) => ({
    id,
    sealed: { keyId: secret.keyId, bytes: bytesFrom(secret.bytes) },
    createdAt: createdAt as Instant,
    ...(expiresAt === undefined ? {} : { expiresAt: expiresAt as Instant }),
  })),
})

/** As JSON, with the members of each object in order: equal values make equal text. */
export const canonical = (value: unknown): string => JSON.stringify(value, inOrder)

const inOrder = (_name: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    : value

/** Bytes as records have them. */
export const base64Of = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

export const bytesFrom = (base64: string): Uint8Array =>
  new Uint8Array(Buffer.from(base64, 'base64'))

/** The members that are not undefined: a record has no member without a value. */
export const present = <T extends object>(
  members: T,
): { [Name in keyof T]?: Exclude<T[Name], undefined> } =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]?: Exclude<T[Name], undefined>
  }
