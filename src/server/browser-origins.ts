import { fieldOf } from '../kernel/typing.ts'
import type { Configuration } from 'oidc-provider'
import { isPrivateTransport } from '../kernel/loopback.ts'

type ClientBasedCors = NonNullable<Configuration['clientBasedCORS']>

/** Origins whose pages may read what a client is answered. @default those of a browser client's redirect URIs */
export const ALLOWED_ORIGINS = 'step_up_allowed_origins'

/**
 * Which pages may read what the token, userinfo, revocation, introspection, device and pushed request endpoints answer
 * to a client (the CORS protocol). No cookie is sent there or believed, so that a page of another origin gains nothing
 * by a visitor's session; it would learn what it holds a token for.
 *
 * A client with a secret is a server's, and one of another type is an app's: neither has pages that ask by themselves.
 */
export const allowsOrigin: ClientBasedCors = (_ctx, origin, client) => {
  const listed: unknown = fieldOf(client, ALLOWED_ORIGINS)
  if (Array.isArray(listed)) return listed.includes(origin)
  const { clientAuthMethod, applicationType, redirectUris } = client
  if (clientAuthMethod !== 'none' || applicationType !== 'web') return false
  return redirectUris?.some((uri) => originOf(uri) === origin) ?? false
}

/** An origin as browsers write it in the header `Origin` (RFC 6454 §6.2), without wildcards: a comparison is of strings. */
export const isOrigin = (text: string): boolean =>
  originOf(text) === text && isPrivateTransport(new URL(text)) && !text.includes('*')

/** Undefined where it has none: custom schemes all say `null`, as every sandboxed frame does. */
function originOf(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined
  const { protocol, origin } = new URL(address)
  return protocol === 'https:' || protocol === 'http:' ? origin : undefined
}
