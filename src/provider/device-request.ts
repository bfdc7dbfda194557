import type { KoaContextWithOIDC } from 'oidc-provider'
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
