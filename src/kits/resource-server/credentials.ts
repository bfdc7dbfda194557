import type { Scheme } from './access-token.ts'

export type Credentials =
  | { readonly outcome: 'presented'; readonly scheme: Scheme; readonly token: string }
  | { readonly outcome: 'missing' }
  | { readonly outcome: 'malformed'; readonly scheme: Scheme }

const SCHEMES: Readonly<Record<string, Scheme>> = { bearer: 'Bearer', dpop: 'DPoP' }

/** `token68` of RFC 9110 §11.2. */
const TOKEN = /^[\w\-.~+/]+=*$/

/**
 * Reads the Authorization header (RFC 6750 §2.1, RFC 9449 §7.1). Tokens in the query or the body are
 * not looked for: they end up in logs and histories (RFC 9700 §4.3.2).
 */
export function readCredentials(
  header: string | undefined,
  accepted: readonly Scheme[],
): Credentials {
  if (header === undefined) return { outcome: 'missing' }
  const [name = '', ...rest] = header.trim().split(' ')
  const scheme = SCHEMES[name.toLowerCase()]
  if (scheme === undefined || !accepted.includes(scheme)) return { outcome: 'missing' }
  const token = rest.join(' ').trimStart()
  return TOKEN.test(token)
    ? { outcome: 'presented', scheme, token }
    : { outcome: 'malformed', scheme }
}
