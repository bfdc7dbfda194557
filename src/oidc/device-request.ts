import type { KoaContextWithOIDC, Provider } from 'oidc-provider'
import { recallIdTokenHint } from './id-token-hint.ts'

/**
 * The library reads `prompt` and `id_token_hint` at the authorization endpoint alone. A device's
 * `max_age=0`, which it turns into `prompt=login`, and the account that a device asks for would be
 * forgotten when somebody comes with the user code: a live session would be let through as it is.
 */
export function recallDeviceRequest(ctx: KoaContextWithOIDC): void {
  const { deviceCode, params } = ctx.oidc
  if (!deviceCode || !params) return
  const prompt: unknown = deviceCode.params?.['prompt']
  if (typeof prompt === 'string') params['prompt'] = prompt
  recallIdTokenHint(ctx)
}

/** Seconds: what RFC 8628 §3.2 has a device assume that is told nothing; some then ask as often as they can. */
const INTERVAL = 5

/**
 * Says how often a device may ask. One that asks twice in a round gets the same answer twice: `slow_down` (§3.5) would
 * make it slower by five seconds for good, though a client or a proxy had only sent a request again.
 */
export function tellInterval(provider: Provider): void {
  provider.on('device_authorization.success', (_ctx: unknown, answer: object) => {
    if (!('interval' in answer)) Object.assign(answer, { interval: INTERVAL })
  })
}
