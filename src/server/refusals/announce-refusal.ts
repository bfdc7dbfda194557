import type { EventEmitter } from 'node:events'
import type { Context } from 'koa'
import type { KoaContextWithOIDC } from 'oidc-provider'

/** What the library answered as granted and could not be kept: told as it tells of what it refuses itself. */
export function announceRefusal(ctx: Context, error: Error): void {
  const { oidc } = ctx as Partial<KoaContextWithOIDC>
  const emitter: EventEmitter | undefined = oidc?.provider
  emitter?.emit(oidc?.route === 'token' ? 'grant.error' : 'authorization.error', ctx, error)
}
