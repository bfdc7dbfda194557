import { z } from 'zod'

/*
 * A backup is gzip of lines of JSON: a header, records in no order, a trailer. What it holds is told in
 * record.ts.
 */

/** The first thing in a backup. */
export const FORMAT = 'oidc-step-up backup'

/** Loose: of a newer version, only these are known. */
export const headerSchema = z.looseObject({
  format: z.literal(FORMAT),
  version: z.int().positive(),
})

export const versionedHeaderSchema = headerSchema.extend({
  /** When reading began. */
  createdAt: z.iso.datetime(),
  source: z.enum(['sqlite', 'redis', 'postgres']),
})

export type Header = z.output<typeof versionedHeaderSchema>

export const trailerSchema = z.strictObject({
  kind: z.literal('end'),
  counts: z.record(z.string(), z.int()),
  checksum: z.string(),
  sealingKeys: z.array(z.string()),
  /** Of all lines before this one, line feeds included. */
  sha256: z.string(),
})

export type Trailer = z.output<typeof trailerSchema>
