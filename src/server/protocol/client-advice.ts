import type { ClientConfiguration, Configuration } from '../config/configuration.ts'
import { REQUIRE_PKCE, isFapi2, type PkcePolicy } from './client-options.ts'

/** Something about a client that is served, and that its operator should know. */
export interface ClientAdvice {
  readonly clientId: string
  readonly code: 'pkce_not_demanded' | 'credentials_need_encoding' | 'hint_of_another_issuer'
  /** A sentence; no secret is in it. */
  readonly advice: string
}

/** What `config check` and the commands about clients say of one, by its metadata alone. */
export function adviceOn(
  client: ClientConfiguration,
  { pkce }: Pick<Configuration, 'pkce'>,
): readonly ClientAdvice[] {
  const { client_id: clientId } = client
  return [
    ...(isCodeUnprotected(client, pkce)
      ? [{ clientId, code: 'pkce_not_demanded', advice: PKCE_NOT_DEMANDED } as const]
      : []),
    ...encodingAdvice(client),
    ...(client['step_up_preset'] === 'entra'
      ? [{ clientId, code: 'hint_of_another_issuer', advice: FOREIGN_HINT } as const]
      : []),
  ]
}

const FOREIGN_HINT =
  'has the preset of Microsoft Entra ID, which names the person by an id_token_hint that it signed itself: this server takes its own hints alone and answers invalid_request, so that no sign-in from there can end'

const PKCE_NOT_DEMANDED = `may send neither PKCE nor nonce, and then nobody would notice a code that was stolen and injected (RFC 9700 section 2.1.1); the log names it when it does. If it can send code_challenge with code_challenge_method=S256, set ${REQUIRE_PKCE}: true`

/** Nothing demands PKCE of it, and it asks for codes. */
function isCodeUnprotected(client: ClientConfiguration, pkce: PkcePolicy): boolean {
  const { response_types: types = ['code'], token_endpoint_auth_method: method } = client
  if (pkce === 'always' || client[REQUIRE_PKCE] === true || isFapi2(client)) return false
  return method !== 'none' && Array.isArray(types) && types.includes('code')
}

/**
 * HTTP Basic takes id and secret form-encoded (RFC 6749 §2.3.1), which many libraries forget: a plus sign then arrives
 * as a space, a percent sign as an escape, and a colon in the id ends it. Most of those that do encode agree on what to
 * make of ASCII alone.
 */
function encodingAdvice(client: ClientConfiguration): readonly ClientAdvice[] {
  const { client_id: clientId, client_secret: secret } = client
  const { token_endpoint_auth_method: method = 'client_secret_basic' } = client
  if (method !== 'client_secret_basic' || secret === undefined) return []
  const named = [
    ...(NEEDS_ENCODING.test(secret) ? ['client_secret'] : []),
    ...(NEEDS_ENCODING.test(clientId) || clientId.includes(':') ? ['client_id'] : []),
  ]
  return named.map((name) => ({
    clientId,
    code: 'credentials_need_encoding',
    advice: `has a ${name} with a character that libraries often send unencoded by client_secret_basic (RFC 6749 section 2.3.1) and then fail with invalid_client: use letters, digits, "-" and "_", or token_endpoint_auth_method: client_secret_post`,
  }))
}

const NEEDS_ENCODING = /[+%]|[^\x20-\x7e]/
