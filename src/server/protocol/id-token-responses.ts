import { errors, type Client, type KoaContextWithOIDC } from 'oidc-provider'

/** An authorization answered with an ID token and nothing else (OpenID Connect Core 1.0 §3.2). */
const ID_TOKEN = 'id_token'

/**
 * By a form alone: in a fragment an ID token, with the claims that are in it, stands in the browser's history, and
 * every script of the page that it leads to can read it.
 *
 * @throws InvalidRequest
 */
export function assertFormPost({ oidc }: KoaContextWithOIDC): void {
  if (oidc.params?.['response_type'] !== ID_TOKEN || oidc.responseMode === 'form_post') return
  throw new errors.InvalidRequest(
    'response_mode is missing or another: response_type=id_token is answered by response_mode=form_post alone',
  )
}

/**
 * Has the library hold a client of this kind to the addresses of the implicit flow, https and none of this machine
 * (OpenID Connect Registration 1.0 §2): it judges them by the grant types, and adds this one after that.
 *
 * @param metadata changed in place, as the library has it
 * @returns what the metadata cannot have beside the response type
 */
export function applyIdTokenResponses(metadata: Record<string, unknown>): string | undefined {
  const { response_types: types, grant_types: grants, id_token_signed_response_alg: alg } = metadata
  if (!Array.isArray(types) || !types.includes(ID_TOKEN)) return undefined
  // Not added to the list that is there: it may be the library's default for all clients.
  if (Array.isArray(grants)) metadata['grant_types'] = [...new Set([...grants, 'implicit'])]
  // It comes through the browser: whoever can check a symmetric signature, or none, can make one.
  return typeof alg === 'string' && /^(?:HS|none)/.test(alg)
    ? `needs an asymmetric id_token_signed_response_alg for ${ID_TOKEN}`
    : undefined
}

/** What the library's option `extraParams` validates of requests that have come so far. */
export const idTokenParams = {
  response_mode(ctx: KoaContextWithOIDC, _value: string | undefined, _client: Client): void {
    assertFormPost(ctx)
  },
}
