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

/** What a client's metadata cannot have beside the response type. */
export function idTokenProblem(metadata: Readonly<Record<string, unknown>>): string | undefined {
  const { response_types: types, id_token_signed_response_alg: alg } = metadata
  if (!Array.isArray(types) || !types.includes(ID_TOKEN)) return undefined
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
