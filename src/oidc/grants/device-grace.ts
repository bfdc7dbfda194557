import { Provider } from 'oidc-provider'
import type { Instant } from '../../kernel/instant.ts'
import { fieldOf } from '../../kernel/typing.ts'
import { adapterOf, around, extendPayload, replaceMethod, setField } from '../library.ts'
import {
  derivedId,
  isConsumed,
  isWithin,
  UNDER_WAY,
  type RefreshGraceOptions,
} from './refresh-grace.ts'

type DeviceCode = InstanceType<Provider['DeviceCode']>

/** When a code was first exchanged, in milliseconds: a clock that can be set. */
const EXCHANGED_AT = 'step_up_exchanged_at'

/**
 * A device's code that was exchanged may be used again for some seconds, by the same client, with a fresh access token and
 * the same refresh token. A device asks every few seconds and does not wait for answers: two polls that are under way when
 * its person lets it in would otherwise be a second use, which ends everything that the first one gave.
 *
 * As with refresh tokens (see `attachRefreshGrace`) the refresh token's name is an HMAC of the code, so that nodes need not
 * agree, and all of the library's checks come first. Once that refresh token is used, or the seconds are over, a second use
 * ends the grant as ever. RFC 8628 lets a device poll until it is answered, and has no word on an answer that is lost; an
 * authorization code is another matter (RFC 6749 §4.1.2).
 *
 * Call once, before the provider serves its first request.
 */
export function attachDeviceGrace(
  provider: Provider,
  options: Pick<RefreshGraceOptions, 'seconds' | 'keys' | 'clock' | 'onRepeat'>,
): void {
  const { seconds, keys, clock, onRepeat } = options
  if (seconds === 0) return
  const { DeviceCode: model, RefreshToken: refreshToken } = provider
  const repeated = new WeakSet<object>()
  extendPayload(model, [EXCHANGED_AT])

  const isRepeatable = (code: object): boolean => {
    const at: unknown = fieldOf(code, EXCHANGED_AT)
    return typeof at === 'number' && isWithin(at as Instant, options)
  }

  /** The refresh token that this code has led to, with whichever key. */
  async function refreshTokenOf(code: object) {
    const jti = String(fieldOf(code, 'jti'))
    for (const id of new Set(keys.map((key) => derivedId(key, 'device code', jti)))) {
      const found = await adapterOf(refreshToken).find(id)
      if (found) return { id, isUsed: Boolean(found['consumed']) }
    }
    return undefined
  }

  around<object, unknown[], Promise<DeviceCode>>(
    model,
    'find',
    (find) =>
      async function findOrRepeat(...parts) {
        const found = await find(this, ...parts)
        if (!isConsumed(found) || Provider.ctx?.oidc?.route !== 'token') return found
        if (!isRepeatable(found) || (await refreshTokenOf(found))?.isUsed) return found
        repeated.add(found)
        // The library ends the grant of whatever says that it was consumed, after all that it has to check.
        setField(found, 'consumed', undefined)
        return found
      },
  )
  replaceMethod<DeviceCode, [], Promise<void>>(
    model.prototype,
    'consume',
    async function consumeWithGrace() {
      const isRepeated = repeated.has(this)
      if (!isRepeated) {
        // Before it is consumed: whoever finds it so has to find the time too.
        Object.assign(this, { [EXCHANGED_AT]: clock() })
        await this.save()
      }
      await adapterOf(model).consume(this.jti, seconds + UNDER_WAY)
      if (isRepeated) onRepeat(this.clientId ?? '')
      else this.emit('consumed')
    },
  )
  around<object, [], Promise<string>>(
    refreshToken.prototype,
    'save',
    (save) =>
      async function saveOnce() {
        const { DeviceCode: code, RotatedRefreshToken: former } = Provider.ctx?.oidc?.entities ?? {}
        if (!code || former) return save(this)
        // It stands already, and lives no longer for being asked for again.
        const known = repeated.has(code) ? await refreshTokenOf(code) : undefined
        if (known) {
          setField(this, 'jti', known.id)
          return known.id
        }
        setField(this, 'jti', derivedId(keys[0] ?? '', 'device code', code.jti))
        return save(this)
      },
  )
}
