import * as words from './words.ts'
import { fieldOf } from '../../kernel/typing.ts'
import type { KoaContextWithOIDC } from 'oidc-provider'
import { TEMPORARILY_UNAVAILABLE, passes } from '../outage.ts'
import { causeOf } from './inner-cause.ts'

/** What the library's errors carry, ours among them. */
interface ProtocolError {
  /** OAuth's code (RFC 6749 §5.2 and its relatives). */
  readonly code: string
  readonly description?: string
  /** False for what is a fault of the server, and told as `server_error`. */
  readonly exposed: boolean
}

export function protocolError(error: Error): ProtocolError {
  const [code, description, expose]: readonly unknown[] = [
    fieldOf(error, 'error'),
    fieldOf(error, 'error_description'),
    fieldOf(error, 'expose'),
  ]
  return {
    // The library answers with the message, which its classes and ours make the code.
    code: typeof code === 'string' ? code : error.message,
    ...(typeof description === 'string' && description !== '' ? { description } : {}),
    exposed: expose === true,
  }
}

/**
 * `error_description` of a refused request: for the developer who made it, in the characters that RFC 6749 allows. It
 * names what to change and quotes nothing that was sent.
 */
export function describeRefusal(error: Error, ctx: KoaContextWithOIDC): string {
  return printable(describe(error, ctx))
}

function describe(error: Error, ctx: KoaContextWithOIDC): string {
  if (passes(error)) return TEMPORARILY_UNAVAILABLE.error_description
  const { code, description, exposed } = protocolError(error)
  if (!exposed) return words.SERVER_ERROR
  if (isClientAuthentication(error, description)) return words.CLIENT_AUTHENTICATION
  if (description === 'grant request is invalid') return ofGrant(error, ctx)
  if (description === 'invalid token provided') return ofToken(error)
  const isUserinfo = ctx.oidc?.route === 'userinfo'
  if (isUserinfo && description === 'invalid authorization header value format') {
    return words.BEARER_HEADER
  }
  // It names the client that somebody claims to be, which is more than a stranger is to learn.
  if (description?.startsWith('origin ')) return FOREIGN_ORIGIN
  if (description?.startsWith('openid scope must be requested ')) return openidScope(description)
  if (description !== undefined) return lookUp(words.WORDS, description) ?? description
  return lookUp(words.WORDS_OF_CODES, code) ?? code
}

const FOREIGN_ORIGIN =
  'the origin of the page is not one that this client is called from: call from its own server, or add the origin to its step_up_allowed_origins'

/** An expired secret is told before it was compared, so that anybody would learn of it. */
const isClientAuthentication = (error: Error, description = ''): boolean =>
  error.name === 'InvalidClientAuth' || description.startsWith('could not authenticate the client')

function ofGrant(error: Error, ctx: KoaContextWithOIDC): string {
  const grantType: unknown = ctx.oidc?.params?.['grant_type']
  return (
    lookUp(words.GRANTS, causeOf(error) ?? '') ??
    lookUp(words.GRANT_TYPES, String(grantType)) ??
    'the grant is not valid: begin a new authorization request'
  )
}

function ofToken(error: Error): string {
  const cause = causeOf(error)
  return lookUp(words.TOKENS, cause ?? '') ?? words.TOKEN
}

/** The library names the parameter or the option of the client that needs it. */
const openidScope = (description: string): string =>
  `${description}: send scope=openid, with what else is wanted`

const lookUp = (table: Readonly<Record<string, string>>, key: string): string | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined

/** Longer than any description of ours: an address and a header have to hold it. */
const LONGEST = 400

/**
 * What may stand in `error_description`: printable ASCII without `"` and `\` (RFC 6749 §4.1.2.1, §5.2, and RFC 6750 §3
 * for headers). Whatever else somebody got into a sentence, an Origin for example, arrives as a question mark.
 */
export const printable = (text: string): string =>
  text
    .replaceAll(/[‘’"]/g, "'")
    .replaceAll('…', '...')
    .replaceAll(/[^\x20-\x5b\x5d-\x7e]/g, '?')
    .slice(0, LONGEST)
