import { createHash, type JsonWebKey } from 'node:crypto'
import { instantOf, type Instant } from '../../kernel/instant.ts'
import type { Keys, SealingKey, Timed } from '../config/configuration.ts'
import { algorithmsOfAll } from './algorithms.ts'

/**
 * Keys in the order in which they are to be used at an instant: those whose time has come, as they are
 * written, and after them those that wait. The first is used, and all are understood, so that a node
 * whose clock is ahead is understood by all others.
 *
 * Where all of them wait, the one that waits shortest is used: there is no better one.
 */
export function keysAt<Key extends Timed>(keys: readonly Key[], now: Instant): readonly Key[] {
  const waiting = keys.filter(({ from }) => from !== undefined && from > now)
  if (waiting.length < keys.length) {
    return [...keys.filter((key) => !waiting.includes(key)), ...waiting]
  }
  return waiting.toSorted((a, b) => (a.from ?? 0) - (b.from ?? 0))
}

/** A signing key as it is written, and when its time comes. */
export interface TimedJwk extends Timed {
  readonly jwk: JsonWebKey
}

export const timedJwks = ({ signing }: Pick<Keys, 'signing'>): readonly TimedJwk[] =>
  signing.reveal().keys.map((jwk) => {
    const { from } = jwk
    return typeof from === 'string' ? { jwk, from: instantOf(new Date(from)) } : { jwk }
  })

/** All keys as they are to be used now. */
export interface KeysInUse {
  /** For oidc-provider, which signs with the first that fits. */
  readonly jwks: readonly JsonWebKey[]
  /** The algorithms of signing keys whose time has come. */
  readonly due: ReadonlySet<string>
  readonly cookies: readonly string[]
  /** By which decoys are chosen: the cookie key that stands last, whichever is used. */
  readonly oldestCookieKey: string
  readonly sealing: readonly SealingKey[]
}

export function keysInUse(keys: Keys, now: Instant): KeysInUse {
  const cookies = keys.cookies.reveal()
  const signing = keysAt(timedJwks(keys), now)
  const due = signing.filter(({ from }, index) => index === 0 || from === undefined || from <= now)
  return {
    jwks: signing.map(({ jwk }) => published(jwk)),
    due: algorithmsOfAll(due.map(({ jwk }) => jwk)),
    cookies: keysAt(cookies, now).map(({ key }) => key),
    oldestCookieKey: cookies.at(-1)?.key ?? '',
    sealing: keysAt(keys.sealing, now),
  }
}

/** oidc-provider publishes members that it knows alone; ours is not left to that. */
function published(jwk: JsonWebKey): JsonWebKey {
  const { from: _, ...rest } = jwk
  return rest
}

/** The same for the same keys in the same order, and tells nothing about them. */
export function digestOf({ jwks, due, cookies, oldestCookieKey, sealing }: KeysInUse): string {
  const secrets = sealing.map(({ id, key }) => [
    id,
    Buffer.from(key.reveal()).toString('base64url'),
  ])
  return createHash('sha256')
    .update(JSON.stringify([jwks, [...due].toSorted(), cookies, oldestCookieKey, secrets]))
    .digest('base64url')
}
