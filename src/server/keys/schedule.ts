import type { JsonWebKey } from 'node:crypto'
import { assertNever } from '../../kernel/typing.ts'
import { plusSeconds, type Instant } from '../../kernel/instant.ts'
import {
  type Configuration,
  type Keys,
  type Timed,
  ACCESS_TOKEN,
  ID_TOKEN,
  REFRESH_TOKEN,
  type KeyKind,
} from '../config/configuration.ts'
import { keysAt, timedJwks } from './in-use.ts'
import { cookieKeyId, kidOf } from './kid.ts'

/** How one key stands, without the key. */
export interface ScheduledKey extends Timed {
  readonly id: string
  /** `next`: its time has not come. `old`: another is used in its place. */
  readonly state: 'next' | 'in use' | 'old'
  /**
   * From when on nobody needs it any more. Of an old key without it nobody knows, because what replaced
   * it does not say since when.
   */
  readonly neededUntil?: Instant
}

/** Seconds for which keys are needed after they were replaced. */
export type KeyLifetimes = Readonly<Record<KeyKind, number>>

/** A browser that comes by more often has its cookies signed anew. */
const BROWSER_AWAY = 30 * 86_400

/** No node that has not read its keys for so long seals with an older one. */
const NODE_LATE = 3600

/**
 * Signing: as long as anything that the key signed is shown to anybody. An id_token is shown at
 * sign-out (`id_token_hint`) long after it expired; an application keeps it as long as its own session,
 * which a refresh token may prolong.
 */
export function keyLifetimes({
  resources,
  sessions,
  interactions,
}: Pick<Configuration, 'resources' | 'sessions' | 'interactions'>): KeyLifetimes {
  const apis = resources.map(({ accessTokenLifetime }) => accessTokenLifetime)
  return {
    signing: Math.max(ID_TOKEN, ACCESS_TOKEN, REFRESH_TOKEN, sessions.lifetime, ...apis),
    cookies: Math.max(sessions.lifetime, interactions.lifetime, BROWSER_AWAY),
    sealing: NODE_LATE,
  }
}

/** What keys of one kind replace each other in: `algorithm` where there are several. */
interface Entry extends Timed {
  readonly id: string
  readonly algorithm: string
}

/** All keys of one kind as they are written. */
export function scheduleOf(
  keys: Keys,
  kind: KeyKind,
  lifetimes: KeyLifetimes,
  now: Instant,
): readonly ScheduledKey[] {
  const entries = entriesOf(keys, kind)
  return entries.map((entry, index) => {
    const { id, algorithm, from } = entry
    const time = from === undefined ? {} : { from }
    const rivals = entries.filter((other) => other.algorithm === algorithm)
    if (keysAt(rivals, now)[0] === entry) return { id, state: 'in use', ...time }
    const inFront = entries.slice(0, index).filter((other) => rivals.includes(other))
    const times = inFront.map((other) => other.from)
    // What waits behind a key whose time has come will never be used.
    const passed = times.some((at) => at === undefined || at <= now)
    if (!passed) return { id, state: 'next', ...time }
    const replacedAt = times.includes(undefined)
      ? undefined
      : Math.min(...times.map((at) => at ?? Infinity))
    if (replacedAt === undefined) return { id, state: 'old', ...time }
    const neededUntil = plusSeconds(replacedAt as Instant, lifetimes[kind])
    return { id, state: 'old', ...time, neededUntil }
  })
}

/** The keys of one kind by their ids, as they are written. */
export const keyIds = (keys: Keys, kind: KeyKind): readonly string[] =>
  entriesOf(keys, kind).map(({ id }) => id)

function entriesOf(keys: Keys, kind: KeyKind): readonly Entry[] {
  switch (kind) {
    case 'signing':
      return timedJwks(keys).map(({ jwk, from }) => ({
        id: kidOf(jwk),
        algorithm: algorithmOf(jwk),
        from,
      }))
    case 'cookies':
      return keys.cookies
        .reveal()
        .map(({ key, from }) => ({ id: cookieKeyId(key), algorithm: '', from }))
    case 'sealing':
      return keys.sealing.map(({ id, from }) => ({ id, algorithm: '', from }))
    default:
      return assertNever(kind)
  }
}

/** Signing keys of two algorithms do not replace each other: each client has its own. */
export const algorithmOf = ({ kty, crv, alg }: JsonWebKey): string =>
  kty === 'EC' ? `EC ${String(crv)}` : [kty, crv, alg].filter(Boolean).join(' ')
