import { fieldOf } from '../kernel/typing.ts'
import type { KoaContextWithOIDC } from 'oidc-provider'
import { z } from 'zod'

const payloadSchema = z.looseObject({ sub: z.string() })

/**
 * The library reads `id_token_hint` when a request comes in, and has forgotten it when an interaction
 * ends: whoever signs in instead of the one that was asked for would be let through (OpenID Connect
 * Core 1.0 §3.1.2.1). Put back here, so that its own check is made again. The hint was verified when
 * the request came in, and has been kept on the server since. An encrypted one cannot be read here.
 */
export function recallIdTokenHint(ctx: KoaContextWithOIDC): void {
  const { entities, params } = ctx.oidc
  const hint: unknown = params?.['id_token_hint']
  if (typeof hint !== 'string' || fieldOf(entities, 'IdTokenHint') !== undefined) return
  const [, payload = '', ...rest] = hint.split('.')
  if (rest.length !== 1) return
  const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString())
  ctx.oidc.entity('IdTokenHint', { payload: payloadSchema.parse(claims) })
}
