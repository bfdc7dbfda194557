import type { Client, KoaContextWithOIDC } from 'oidc-provider'

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
