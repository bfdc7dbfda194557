/**
 * A code, a refresh token or a pushed request was spent while it was being spent: the call that came
 * second gets this. Its fields are those which oidc-provider reads off an error to answer with (`message`
 * is the OAuth error code), so that a client sees `invalid_grant` (RFC 6749 §5.2) and no server error.
 */
export class AlreadyConsumed extends Error {
  readonly code = 'already_consumed'
  readonly expose = true
  readonly status = 400
  readonly statusCode = 400
  readonly error_description =
    'it was used before: each code, refresh_token and request_uri works once, so begin a new authorization request'
  readonly error: string

  /** @param model oidc-provider's name of the kind of artefact */
  constructor(model: string) {
    const error = model === 'PushedAuthorizationRequest' ? 'invalid_request_uri' : 'invalid_grant'
    super(error)
    this.name = 'AlreadyConsumed'
    this.error = error
  }
}
