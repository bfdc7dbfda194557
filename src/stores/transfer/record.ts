import { z } from 'zod'
import type { StoredClient } from '../../clients/client-store.ts'
import type { Instant } from '../../kernel/instant.ts'
import { base64Of, bytesFrom } from '../../people/document/json.ts'
import type { emailChangeSchema } from '../../people/document/json-schema.ts'
import {
  documentShape,
  instantSchema as instant,
  passwordResetSchema,
  sealedSchema as sealed,
} from '../../people/document/json-schema.ts'
import { clientChange, clientMetadata } from '../client-registration.ts'

/*
 * What a store holds, as data: one record is whole in itself and says nothing of tables, keys or
 * indexes. A record becomes one line of a backup, so that a change here that an older program would
 * misread needs a new FORMAT_VERSION.
 */

/** What a program writes; it reads this one and every one before. */
export const FORMAT_VERSION = 3

/** Everything of one account, as it was at one moment; without what waits for its first code, which is begun again. */
const account = z.strictObject({
  kind: z.literal('account'),
  id: z.string(),
  ...documentShape,
  /** The one that an account could have up to format 1; ask `resetsIn`. */
  passwordReset: passwordResetSchema.exactOptional(),
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
export type EmailChangeRecord = z.output<typeof emailChangeSchema>
export type SealedBytes = DeviceRecord['secret']

/** An account's links for another password, in whichever format they were written. */
export const resetsIn = ({
  passwordReset: former,
  passwordResets = [],
}: AccountRecord): z.output<typeof passwordResetSchema>[] =>
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

/** The members that are not undefined: a record has no member without a value. */
export const present = <T extends object>(
  members: T,
): { [Name in keyof T]?: Exclude<T[Name], undefined> } =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]?: Exclude<T[Name], undefined>
  }
