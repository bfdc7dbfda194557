import { z } from 'zod'

/*
 * A document as text: JSON, of which a record of a backup is made too. Stores keep it as it is, so that a change here
 * that an older program would misread needs a new format. Bytes are base64, instants milliseconds since the epoch.
 *
 * Members that this program does not know are of a newer one, which serves beside it while nodes are replaced one by one:
 * they are kept as they are, with what they stand in.
 */

export const instantSchema = z.int()

/** Sealed: it is copied as it stands, and opened by nobody. */
export const sealedSchema = z.strictObject({ keyId: z.string(), bytes: z.base64() })

export const profileSchema = z.looseObject({
  login: z.string(),
  displayName: z.string(),
  email: z.string().exactOptional(),
  emailVerified: z.literal(true).exactOptional(),
  language: z.string().exactOptional(),
  createdAt: instantSchema,
  disabledAt: instantSchema.exactOptional(),
  proofsNotBefore: instantSchema.exactOptional(),
  leavesAt: instantSchema.exactOptional(),
  passwordHash: z.string().exactOptional(),
})

const deviceShape = {
  id: z.string(),
  name: z.string(),
  parameters: z.strictObject({
    algorithm: z.enum(['SHA1', 'SHA256', 'SHA512']),
    digits: z.union([z.literal(6), z.literal(8)]),
    period: z.int().positive(),
  }),
  secret: sealedSchema,
  createdAt: instantSchema,
  /** A right code outside the window, not long ago. */
  nearMiss: z.strictObject({ step: z.int(), at: instantSchema }).exactOptional(),
}

/** One that signs in. */
export const deviceSchema = z.looseObject({
  ...deviceShape,
  /** Absent in backups up to 0.1.0, where the device waits: it does not come back. */
  confirmedAt: instantSchema.exactOptional(),
  /** When it came from another program. */
  importedAt: instantSchema.exactOptional(),
  lastUsedAt: instantSchema.exactOptional(),
  /** The last time step that was used: neither it nor one before is accepted. */
  lastStep: z.int().exactOptional(),
  /** Seconds that its clock is fast; absent where it is right. */
  drift: z.int().exactOptional(),
})

/** A token that waits for its holder's first code. */
export const assignedSchema = z.looseObject(deviceShape)

export const waitingSchema = z.looseObject({
  ...deviceShape,
  by: z.string(),
  wrongCodes: z.int().exactOptional(),
})

export const recoveryCodesSchema = z.looseObject({
  id: z.string(),
  secret: sealedSchema,
  count: z.int(),
  createdAt: instantSchema,
  /** The places of used codes, and when each was used; in order of the places. */
  used: z.array(z.tuple([z.int(), instantSchema])),
})

export const passwordResetSchema = z.looseObject({
  tokenHash: z.base64(),
  clientId: z.string().exactOptional(),
  expiresAt: instantSchema,
})

/** An address that is being proved, or (`undo`) one that was replaced and may be taken back. */
export const emailChangeSchema = z.looseObject({
  tokenHash: z.base64(),
  undo: z.boolean(),
  email: z.string().exactOptional(),
  verified: z.literal(true).exactOptional(),
  expiresAt: instantSchema,
})

export const trustedBrowserSchema = z.looseObject({
  id: z.string(),
  secretHash: z.base64(),
  factors: z.string(),
  userAgent: z.string(),
  address: z.string(),
  createdAt: instantSchema,
  expiresAt: instantSchema,
  lastUsedAt: instantSchema,
})

/** What of an account a backup holds too. */
export const documentShape = {
  /** Absent where a host keeps its accounts elsewhere. */
  profile: profileSchema.exactOptional(),
  /** In the order in which they were added, as the three lists below. */
  devices: z.array(deviceSchema),
  /** Marks of devices that came from other programs. Absent where none did. */
  imported: z.array(z.string()).exactOptional(),
  /** Absent where there are none. */
  assigned: z.array(assignedSchema).exactOptional(),
  recoveryCodes: recoveryCodesSchema.exactOptional(),
  /** Absent where there are none. */
  passwordResets: z.array(passwordResetSchema).exactOptional(),
  /** In the order in which they were put, those that are being proved first. Absent where there are none. */
  emailChanges: z.array(emailChangeSchema).exactOptional(),
  trustedBrowsers: z.array(trustedBrowserSchema),
}

export const documentSchema = z.looseObject({
  ...documentShape,
  /** Absent where nothing waits for its first code. */
  waiting: z.array(waitingSchema).exactOptional(),
})

export type DocumentJson = z.output<typeof documentSchema>
