import { createPrivateKey, type JsonWebKey } from 'node:crypto'
import { z } from 'zod'
import { instantOf, type Instant } from '../../kernel/instant.ts'
import { Secret } from '../../kernel/secret.ts'
import { kidOf } from '../keys/kid.ts'
import type { CookieKey, Keys, SigningKeySet } from './configuration.ts'
import { duration } from './duration.ts'

// No message here repeats what was written: configuration errors end up in logs.

const MAKE_A_KEY = "make one with: openssl rand -base64 32 | tr '+/' '-_' | tr -d '='"

const bytesIn = (text: string): number =>
  /^[A-Za-z0-9_-]+$/.test(text) ? Buffer.from(text, 'base64url').length : 0

/** One string holds several keys: that is how environment variables and secret files are written. */
const split = (value: unknown): unknown =>
  typeof value === 'string' ? value.split(/[\s,]+/).filter((part) => part !== '') : value

/** From when on a key is used. UTC, or with its offset: nobody has to know where a server stands. */
const from = z.iso
  .datetime({
    offset: true,
    error: 'expected a date and time with its offset, such as 2026-11-24T10:00:00Z',
  })
  .transform((text): Instant => instantOf(new Date(text)))

/** `key@2026-11-24T10:00:00Z`: what comes before the sign, and the time, if there is one. */
function splitTime(text: string): { readonly text: string; readonly from?: string } {
  const at = text.indexOf('@')
  return at < 0 ? { text } : { text: text.slice(0, at), from: text.slice(at + 1) }
}

const cookieKey = z.preprocess(
  (value) => {
    if (typeof value !== 'string') return value
    const { text: key, ...time } = splitTime(value)
    return { key, ...time }
  },
  z.strictObject({
    key: z
      .string()
      .refine((key) => bytesIn(key) >= 32, `expected base64url of 32 bytes or more; ${MAKE_A_KEY}`),
    from: from.exactOptional(),
  }),
)

const cookies = z
  .preprocess(split, z.array(cookieKey).min(1, 'expected at least one key'))
  .transform((keys) => new Secret<readonly CookieKey[]>(keys))

const sealingKey = z
  .strictObject({
    id: z.string().regex(/^[\w-]{1,32}$/, 'expected 1 to 32 letters, digits, "-" or "_"'),
    key: z
      .string()
      .refine(
        (key) => bytesIn(key) === 32,
        `expected base64url of exactly 32 bytes; ${MAKE_A_KEY}`,
      ),
    from: from.exactOptional(),
  })
  .transform(({ key, ...known }) => ({
    ...known,
    key: new Secret<Uint8Array>(Buffer.from(key, 'base64url')),
  }))

/** `id:key` or `id:key@time`, the way that a sealing key is written in one string. */
function splitPairs(value: unknown): unknown {
  if (typeof value !== 'string') return value
  return value
    .split(/[\s,]+/)
    .filter((part) => part !== '')
    .map((part) => {
      const { text: pair, ...time } = splitTime(part)
      const colon = pair.indexOf(':')
      return { id: pair.slice(0, Math.max(colon, 0)), key: pair.slice(colon + 1), ...time }
    })
}

const sealing = z.preprocess(
  splitPairs,
  z
    .array(sealingKey)
    .min(1, 'expected at least one key')
    .refine(
      (keys) => new Set(keys.map(({ id }) => id)).size === keys.length,
      'expected every key to have an id of its own',
    ),
)

/** A symmetric or a public key would sign nothing, and a short RSA key is refused by every client. */
function isPrivateKey(jwk: unknown): boolean {
  try {
    const key = createPrivateKey({ key: jwk as JsonWebKey, format: 'jwk' })
    const { modulusLength } = key.asymmetricKeyDetails ?? {}
    return modulusLength === undefined || modulusLength >= 2048
  } catch {
    return false
  }
}

const signing = z
  .object(
    {
      keys: z
        .array(
          z
            .looseObject({
              kty: z.string(),
              kid: z.string().min(1).exactOptional(),
              // As text: what is written stays what it was.
              from: from.transform((at) => new Date(at).toISOString()).exactOptional(),
            })
            .refine(
              isPrivateKey,
              'expected a private EC, OKP or RSA key (2048 bits or more) as JWK',
            ),
        )
        .min(1, 'expected at least one key')
        .refine(
          (keys) => new Set(keys.map((key) => kidOf(key))).size === keys.length,
          'expected every key to have a kid of its own',
        ),
    },
    { error: 'expected a JSON Web Key Set: { "keys": [ … ] }' },
  )
  .transform((set) => new Secret<SigningKeySet>(set as SigningKeySet))

/** Absent ones are asked for by the profile: production names them, development makes them. */
export const keysSchema = z.strictObject({
  signing: signing.optional(),
  cookies: cookies.optional(),
  sealing: sealing.optional(),
  refresh: duration.prefault('5m'),
})

export const completeKeysSchema = z.strictObject({
  signing,
  cookies,
  sealing,
}) satisfies z.ZodType<Keys>
