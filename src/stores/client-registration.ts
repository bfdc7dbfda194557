import { z } from 'zod'
import { CLIENT_CHANGES, type StoredClient } from '../clients/client-store.ts'
import type { Instant } from '../kernel/instant.ts'

const instant = z.int().transform((at) => at as Instant)

/** As it is: `z.record` makes a new one, and leaves out what is called `__proto__`. */
export const clientMetadata = z.custom<Record<string, unknown>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
)

export const clientChange = z.strictObject({
  kind: z.enum(CLIENT_CHANGES),
  at: instant,
  by: z.string(),
  version: z.int().positive(),
})

const registration = z.strictObject({
  metadata: clientMetadata,
  createdAt: instant,
  changes: z.array(clientChange),
  removedAt: instant.exactOptional(),
})

/** All of a client but its id, its version and its secrets, as stores write it. */
export function registrationOf({
  metadata,
  createdAt,
  changes,
  removedAt,
}: Omit<StoredClient, 'secrets'>): string {
  return JSON.stringify({ metadata, createdAt, changes, removedAt })
}

/** Undefined for what this program has not written. */
export function parseRegistration(
  json: string,
): Omit<StoredClient, 'id' | 'version' | 'secrets'> | undefined {
  try {
    return registration.parse(JSON.parse(json))
  } catch {
    return undefined
  }
}
