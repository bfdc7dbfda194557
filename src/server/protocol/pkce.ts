import { errors, type Client, type KoaContextWithOIDC } from 'oidc-provider'
import { REQUIRE_PKCE, type PkcePolicy } from './client-options.ts'

/** What demands PKCE of a request, in the words of the error that its developer reads. */
type PkceDemand = 'public' | 'fapi' | 'client' | 'server'

const DEMANDS = {
  public: 'of every public client (token_endpoint_auth_method: none)',
  fapi: 'by the FAPI profile of this client (step_up_profile)',
  client: `by the client's option ${REQUIRE_PKCE}: true`,
  server: "by the server's option pkce: always",
} as const satisfies Record<PkceDemand, string>

/**
 * Who has to send PKCE (RFC 7636). A public client always: nothing else binds its code to it (RFC 9700 §2.1.1). A
 * client with a secret need not (OpenID Connect Core 1.0 knows no PKCE), unless an option says so.
 *
 * The library's own rule for FAPI clients is repeated, because a rule of ours stands in the place of all of it.
 */
export function demandOf(
  { oidc }: Pick<KoaContextWithOIDC, 'oidc'>,
  client: Client,
  pkce: PkcePolicy,
): PkceDemand | undefined {
  if (client.clientAuthMethod === 'none') return 'public'
  const fapi = oidc.isFapi('2.0', '1.0 Final')
  if (fapi === '2.0') return 'fapi'
  if (fapi === '1.0 Final' && oidc.route === 'pushed_authorization_request') return 'fapi'
  if (client[REQUIRE_PKCE] === true) return 'client'
  return pkce === 'always' ? 'server' : undefined
}

/**
 * The library's option `pkce`, which it asks about a request without a `code_challenge`. It would say only that there
 * is a policy; this says which, and what to send.
 */
export const pkceOf = (pkce: PkcePolicy) => ({
  required(ctx: KoaContextWithOIDC, client: Client): boolean {
    const demand = demandOf(ctx, client, pkce)
    if (demand === undefined) return false
    throw new errors.InvalidRequest(
      `code_challenge is missing: PKCE is required ${DEMANDS[demand]}; send code_challenge and code_challenge_method=S256`,
    )
  },
})
