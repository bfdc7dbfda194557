import type { Client, KoaContextWithOIDC, Provider } from 'oidc-provider'
import { around } from '../oidc/library.ts'

/**
 * Finds whose sign-out it is where a request says by `post_logout_redirect_uri` alone where to go afterwards, as OmniAuth and
 * those built on it send it. OpenID Connect RP-Initiated Logout 1.0 §2 leaves a way for that ("other means of confirming the
 * legitimacy of the post-logout redirection target"): one application that somebody signed in to in this very session, and no
 * other of theirs, has registered that address. The library has left the address out by then; otherwise people end on a page of
 * ours, with no way back.
 */
export async function findSignOutClient({ oidc, query }: KoaContextWithOIDC): Promise<void> {
  const address = query['post_logout_redirect_uri']
  const { session, provider } = oidc
  if (oidc.client || !session || typeof address !== 'string') return
  const found = await Promise.all(
    Object.keys(session.authorizations ?? {}).map((id) => provider.Client.find(id).catch(() => {})),
  )
  const [client, another] = found.filter(
    (candidate): candidate is Client => candidate?.postLogoutRedirectUriAllowed(address) === true,
  )
  if (!client || another) return
  oidc.entity('Client', client)
  session.state = {
    ...session.state,
    clientId: client.clientId,
    postLogoutRedirectUri: address,
  }
}

/** As much of the library's client as has to do with where it sends people. */
type Addressed = Pick<Client, 'redirectUriAllowed' | 'postLogoutRedirectUriAllowed'> & {
  readonly postLogoutRedirectUris?: readonly string[]
}

/**
 * A client that registered no `post_logout_redirect_uris` may have people sent back to a redirect URI of its own after signing
 * out: OpenID Connect RP-Initiated Logout 1.0 §3 takes addresses that were registered "via another mechanism" too. Some libraries
 * have one address for everything; without this their people read of an invalid request and stay signed in. What goes there is
 * `state` alone. Where some are registered, those are all.
 *
 * `provider.Client` is a class of this provider's alone. Call it once, before the provider serves its first request.
 */
export function signOutToRedirectUris(provider: Provider): void {
  around<Addressed, [uri: string], boolean>(
    provider.Client.prototype,
    'postLogoutRedirectUriAllowed',
    (allowed) =>
      function allowOwn(uri) {
        if (allowed(this, uri)) return true
        return (this.postLogoutRedirectUris ?? []).length === 0 && this.redirectUriAllowed(uri)
      },
  )
}
