import type { KoaContextWithOIDC, Provider } from 'oidc-provider'
import type { ResourceConfiguration } from './config/configuration.ts'
import { isForPrograms } from './outage.ts'
import { claimsIn } from '../oidc/library.ts'
import { fieldOf } from '../kernel/typing.ts'

/** What the library answers for a token that it does not know, or whose scope or audience is an API's. */
const REFUSALS = ['invalid_token', 'insufficient_scope']

/**
 * Somebody who shows userinfo the access token of an API is told so: "not found", or a scope that is missing, sends
 * developers the wrong way. A token without an audience is what userinfo takes (OpenID Connect Core 1.0 §5.3).
 */
export function tellAudience(
  provider: Provider,
  resources: readonly Pick<ResourceConfiguration, 'identifier'>[],
): void {
  const known = resources.map(({ identifier }) => identifier)
  provider.on('userinfo.error', (ctx, error) => {
    if (!REFUSALS.includes(error.message)) return
    const api = known.find((identifier) => audienceOf(ctx) === identifier)
    if (api === undefined) return
    // RFC 6750 §3.1: with another scope it would be refused all the same.
    const problem = {
      error: 'invalid_token',
      error_description: `this access token is for ${api}: userinfo takes one of a request without a resource`,
    }
    ctx.status = 401
    if (isForPrograms(ctx.body)) ctx.body = problem
    const challenge = ctx.response.get('WWW-Authenticate')
    ctx.set('WWW-Authenticate', challengeWith(challenge, problem))
  })
}

/** Of an opaque token by what is known of it, of a JWT by what it says: it is told to whoever brought it alone. */
function audienceOf(ctx: KoaContextWithOIDC): unknown {
  const opaque = ctx.oidc.entities.AccessToken
  if (opaque) return opaque.aud
  try {
    return fieldOf(claimsIn(ctx.oidc.getAccessToken({ acceptDPoP: true })), 'aud')
  } catch {
    return undefined
  }
}

/** The library's challenge, whose other members stay. No identifier of a resource has a quote (`z.url()` encodes it). */
function challengeWith(challenge: string, problem: Readonly<Record<string, string>>): string {
  return Object.entries(problem).reduce(
    (text, [name, value]) =>
      text.replace(new RegExp(`\\b${name}="[^"]*"`), () => `${name}="${value}"`),
    challenge.replace(/, scope="[^"]*"/, ''),
  )
}
