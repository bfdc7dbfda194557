import { fieldOf } from '../kernel/typing.ts'
import type { Account, KoaContextWithOIDC } from 'oidc-provider'
import type { AccountClaims } from '../people/claims.ts'

/** Whether a client finds what its scopes stand for in the id_token too. @default true */
export const ID_TOKEN_CLAIMS = 'step_up_id_token_claims'

/**
 * What is said of an account, at userinfo and in the id_token. OpenID Connect Core 1.0 §5.4 names userinfo for what the
 * scopes `profile` and `email` stand for; libraries that read nothing but the id_token would have nobody's name. Which
 * of it is told is settled by the library, from the scopes and claims that were granted.
 *
 * A client that is registered without finds it at userinfo alone: an id_token goes through addresses, as
 * `id_token_hint`, and into logs. Where no access token is issued there is no userinfo to ask, and §5.4 wants it here.
 */
export const claimsFor =
  (ctx: KoaContextWithOIDC, all: AccountClaims): Account['claims'] =>
  (use, _scope, requested) => {
    if (use !== 'id_token' || !isRegisteredWithout(ctx)) return { ...all }
    const wanted = Object.entries(all).filter(([name]) => name === 'sub' || name in requested)
    return { ...Object.fromEntries(wanted), sub: all.sub }
  }

function isRegisteredWithout({ oidc: { client, params } }: KoaContextWithOIDC): boolean {
  if (params?.['response_type'] === 'id_token') return false
  return client !== undefined && fieldOf(client, ID_TOKEN_CLAIMS) === false
}
