import { around } from '../oidc/library.ts'
import type { Client, Provider } from 'oidc-provider'

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
