import { fieldOf } from '../../kernel/typing.ts'
import { createHmac } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Provider } from 'oidc-provider'
import { z } from 'zod'
import type { ArtefactAdapter } from '../../people/index.ts'
import { plusSeconds, type Clock, type Instant } from '../../kernel/instant.ts'
import { adapterOf, around, extendPayload, replaceMethod, setField } from '../library.ts'

export interface RefreshGraceOptions {
  /** Seconds. 0: a refresh token works once. */
  readonly seconds: number
  /**
   * Successors are derived with the first; those that another one derived are found with the others. Every node has
   * the same, so the first should be the one that a rotation leaves where it is: the oldest.
   */
  readonly keys: readonly string[]
  readonly clock: Clock
  /** Told which client was given the same successor again. */
  readonly onRepeat: (clientId: string) => void
}

type RefreshToken = InstanceType<Provider['RefreshToken']>

/** When a token took the place of the one before it, in milliseconds: a clock that can be set. */
const ROTATED_AT = 'step_up_rotated_at'

/** What a refresh token that is presented again leads to. */
interface Repeat {
  readonly successorId: string
}

/** Milliseconds between looks for a successor that another node is about to write: one round trip or two. */
const PAUSES = [0, 25, 50, 100, 200]

/**
 * Seconds that a request may take beyond the grace, in which it was let in: two that overlap both read the token as
 * unused, and whoever writes later is no thief.
 */
export const UNDER_WAY = 30

/**
 * A refresh token that was exchanged for another one leads to the same successor for some seconds: an answer that was
 * lost, or two tabs that refresh at the same moment, would otherwise end everything that the grant gave, because a
 * token that is used twice is taken for stolen (RFC 9700 §4.14.2).
 *
 * A successor is an HMAC of the token before it. All that present it at the same moment, on whichever nodes, arrive at
 * the same one without agreeing on anything, and the store keeps nothing by which it could be told: neither an answer
 * nor, before it is used, its name. The library's own checks all come first, each time: the client's authentication,
 * the DPoP key or certificate that the token is bound to, the grant, the session and the account. So nobody else gets
 * it, and what was revoked meanwhile stays so.
 *
 * An access token and an ID token are issued afresh, for the same grant: none is kept to be given again, and whoever
 * repeats may ask for another scope or resource.
 *
 * Where the successor itself has been used, the answer had arrived: whoever shows the former one then is somebody
 * else, and the grant ends, within the seconds too. Otherwise one stolen token would open the whole chain after it.
 *
 * Authorization codes are no part of this: each works once (RFC 6749 §4.1.2). Device codes have a grace of their own.
 *
 * Call once, before the provider serves its first request.
 */
export function attachRefreshGrace(provider: Provider, options: RefreshGraceOptions): void {
  if (options.seconds === 0) return
  const { RefreshToken: model } = provider
  const repeats = new WeakMap<object, Repeat>()
  extendPayload(model, [ROTATED_AT])

  around<object, unknown[], Promise<RefreshToken>>(
    model,
    'find',
    (find) =>
      async function findOrRepeat(...parts) {
        const found = await find(this, ...parts)
        // Revocation and introspection take it for what it is.
        if (!isConsumed(found) || Provider.ctx?.oidc?.route !== 'token') return found
        const successorId = await unusedSuccessorOf(adapterOf(model), options, found.jti)
        if (successorId === undefined) return found
        repeats.set(found, { successorId })
        // The library ends the grant of whatever says that it was consumed, after all that it has to check.
        setField(found, 'consumed', undefined)
        return found
      },
  )
  replaceMethod<RefreshToken, [], Promise<void>>(
    model.prototype,
    'consume',
    async function consumeWithGrace() {
      // Fails where the token was revoked since it was read.
      await adapterOf(model).consume(this.jti, options.seconds + UNDER_WAY)
      const repeat = repeats.get(this)
      if (repeat) options.onRepeat(this.clientId ?? '')
      else this.emit('consumed')
    },
  )
  around<RefreshToken, [], Promise<string>>(
    model.prototype,
    'save',
    (save) =>
      async function saveSuccessor() {
        const former: unknown = Provider.ctx?.oidc?.entities['RotatedRefreshToken']
        if (typeof former !== 'object' || former === null) return save(this)
        const repeat = repeats.get(former)
        // It stands already, and lives no longer for being asked for again.
        if (repeat) {
          setField(this, 'jti', repeat.successorId)
          return repeat.successorId
        }
        const [key = ''] = options.keys
        setField(this, 'jti', successorOf(key, String(fieldOf(former, 'jti'))))
        setField(this, ROTATED_AT, options.clock())
        return save(this)
      },
  )
}

export const isConsumed = <Token extends object>(token: Token | undefined): token is Token =>
  token !== undefined && Boolean(fieldOf(token, 'consumed'))

/** Whether the seconds run that began then. A clock that was set back opens no window again. */
export function isWithin(
  began: Instant,
  { seconds, clock }: Pick<RefreshGraceOptions, 'seconds' | 'clock'>,
): boolean {
  const now = clock()
  return now <= plusSeconds(began, seconds) && began <= plusSeconds(now, seconds)
}

/** 256 bits, as many as the library's own names have. */
export const derivedId = (key: string, kind: 'refresh token' | 'device code', id: string): string =>
  createHmac('sha256', key)
    .update(JSON.stringify([kind, id]))
    .digest('base64url')

const successorOf = (key: string, formerId: string): string =>
  derivedId(key, 'refresh token', formerId)

const successorSchema = z.object({
  [ROTATED_AT]: z.int().transform((at) => at as Instant),
  consumed: z.unknown().optional(),
})

/** Undefined where there is none, where it was used in its turn, and when the seconds are over. */
async function unusedSuccessorOf(
  adapter: ArtefactAdapter,
  options: RefreshGraceOptions,
  formerId: string,
): Promise<string | undefined> {
  const { keys } = options
  const ids = [...new Set(keys.map((key) => successorOf(key, formerId)))]
  for (const pause of PAUSES) {
    await sleep(pause)
    for (const id of ids) {
      const found = successorSchema.safeParse(await adapter.find(id))
      if (!found.success) continue
      const { consumed, [ROTATED_AT]: at } = found.data
      return isWithin(at, options) && !consumed ? id : undefined
    }
  }
  return undefined
}
