import { randomBytes } from 'node:crypto'
import type { Sealer } from '../kernel/sealing/sealer.ts'
import { plusSeconds, type Instant } from '../kernel/instant.ts'
import { Secret, newToken } from '../kernel/secret.ts'
import { secretContext, type ClientSecret, type StoredClient } from './client-store.ts'

/** Former secrets that may be valid beside the current one. */
export const MOST_FORMER = 4

/** Seconds for which a former secret may stay valid: 90 days. */
export const LONGEST_OVERLAP = 90 * 86_400

/** 256 random bits of letters, digits, `-` and `_`: many client libraries send the rest without the encoding of RFC 6749 §2.3.1. */
export const newClientSecret = (): Secret<string> => new Secret(newToken())

export function sealSecret(
  sealer: Sealer,
  clientId: string,
  secret: Secret<string>,
  now: Instant,
): ClientSecret {
  const id = randomBytes(16).toString('base64url')
  const bytes = new Secret(new Uint8Array(Buffer.from(secret.reveal())))
  return { id, sealed: sealer.seal(bytes, secretContext(clientId, { id })), createdAt: now }
}

/** The secrets that are accepted at an instant, the current one first. @throws Fault `secret_unreadable` */
export const openSecrets = (
  sealer: Sealer,
  client: Pick<StoredClient, 'id' | 'secrets'>,
  now: Instant,
): readonly string[] =>
  validSecrets(client.secrets, now).map((secret) =>
    Buffer.from(sealer.open(secret.sealed, secretContext(client.id, secret)).reveal()).toString(),
  )

export const validSecrets = (
  secrets: readonly ClientSecret[],
  now: Instant,
): readonly ClientSecret[] =>
  secrets.filter(({ expiresAt }) => expiresAt === undefined || expiresAt > now)

/**
 * A new secret in front. The one that was current is valid for `overlap` seconds more, those before it no longer
 * than they were; 0 ends all of them. Undefined where too many are valid still.
 */
export function rotated(
  secrets: readonly ClientSecret[],
  fresh: ClientSecret,
  overlap: number,
  now: Instant,
): readonly ClientSecret[] | undefined {
  if (overlap === 0) return [fresh]
  const until = plusSeconds(now, overlap)
  const former = validSecrets(secrets, now).map((secret) => ({
    ...secret,
    expiresAt: secret.expiresAt ?? until,
  }))
  return former.length > MOST_FORMER ? undefined : [fresh, ...former]
}
