/**
 * What the library says of a refused request, and what we say instead: the parameter that is wrong, the option that
 * decides, and what to send. What is not here names its parameter well enough as it is ("missing required parameter
 * 'code'"). A test holds that the library still says all of it.
 */
export const WORDS: Readonly<Record<string, string>> = {
  // The authorization request, by whichever way it comes.
  'client is invalid':
    "client_id is not known here: compare it with the client_id of the client's entry in the server's configuration (clients)",
  "redirect_uri did not match any of the client's registered redirect_uris":
    "redirect_uri is not one of the client's redirect_uris: send one that is registered, character for character, or have this one added",
  'Authorization Server policy requires PKCE to be used for this request':
    'code_challenge is required of this client (PKCE, RFC 7636): send code_challenge and code_challenge_method=S256',
  'not supported value of code_challenge_method':
    'code_challenge_method is not supported: send code_challenge_method=S256, and as code_challenge the base64url of the SHA-256 of code_verifier',
  'code_challenge_method must be provided':
    'code_challenge_method is missing beside code_challenge: send code_challenge_method=S256',
  'code_challenge must be provided with code_challenge_method':
    'code_challenge is missing beside code_challenge_method: send the base64url of the SHA-256 of code_verifier',
  'unsupported response_type requested':
    'response_type is not supported: send response_type=code, or another one of response_types_supported in the metadata',
  'requested response_type is not allowed for this client':
    "response_type is not one of the client's response_types: send response_type=code, or have this one added there",
  'unsupported response_mode requested':
    'response_mode is not supported: leave it out, or send one of response_modes_supported in the metadata',
  'requested response_mode is not allowed for this client or request':
    "response_mode is not one of the client's response_modes: leave it out, or have this one added there",
  'requested scope is not allowed':
    "scope has a value that the client's scope option does not list: leave it out of scope, or have it added there",
  'scope contains invalid characters':
    'scope has characters that no scope has: send names separated by single spaces, encoded once (RFC 6749 section 3.3)',
  'openid scope must be requested for this response_type':
    'scope must contain openid for this response_type: send scope=openid',
  'unsupported prompt value requested':
    'prompt has a value that is not supported: leave it out, or send some of prompt_values_supported in the metadata',
  'prompt none must only be used alone':
    'prompt=none cannot stand beside another prompt (max_age=0 is prompt=login): send prompt=none alone, or without none',
  'invalid max_age parameter value':
    'max_age must be a whole number of seconds, 0 or more: send max_age=300, for example',
  'could not parse the claims parameter JSON':
    'claims is not JSON: send an object with the members id_token and userinfo, percent-encoded once (OpenID Connect Core section 5.5)',
  'could not validate id_token_hint':
    'id_token_hint is not an ID token that this provider issued to this client: send the last id_token unchanged, or leave id_token_hint out',
  'could not decode id_token_hint':
    'id_token_hint is not a JWT: send the last id_token unchanged, or leave id_token_hint out',
  'Pushed Authorization Request must be used':
    'the client has require_pushed_authorization_requests: POST the parameters to pushed_authorization_request_endpoint, and send client_id and the request_uri of its answer',
  'Request Object must be used by this client':
    'the client has require_signed_request_object: send the parameters as a signed JWT in the parameter request',
  'request and request_uri parameters MUST NOT be used together':
    'request and request_uri cannot be sent together: push the request object (request), then send its request_uri alone',
  'invalid request_uri':
    'request_uri is not one that pushed_authorization_request_endpoint has answered with: send that one unchanged',
  'request_uri is invalid, expired, or was already used':
    'request_uri is unknown, older than 60 seconds or was used before: push the request again, and use its request_uri once',
  'resource indicator is missing, or unknown':
    "resource is not an API that this client may ask for: send the identifier of one of the server's resources whose clients, if it lists any, name this client",
  'resource indicator must be an absolute URI':
    "resource must be an absolute URI: send the identifier of one of the server's resources",
  'resource indicator must not contain a fragment component':
    "resource must not have a fragment (#): send the identifier of one of the server's resources",
  'only a single resource indicator value must be requested/resolved during Access Token Request':
    'resource must name one API: a token is for one, so send one resource in each token request',
  'only a single resource indicator value is supported for this grant type':
    'resource must name one API: a token is for one, so send one resource in each token request',
  'DPoP proof key thumbprint does not match dpop_jkt':
    'dpop_jkt is not the thumbprint of the key that signed the DPoP header: send both of one key, or leave dpop_jkt out',

  // With prompt=none.
  'End-User authentication is required':
    'nobody is signed in, and prompt=none shows no page: send the person again without prompt=none',
  'id_token_hint and authenticated subject do not match':
    'the person of id_token_hint is not the one who is signed in: send them again without prompt=none, or without id_token_hint',
  'requested subject could not be obtained':
    'the person of sub in claims is not the one who is signed in: send them again without prompt=none, or without sub in claims',
  'requested scopes not granted':
    'the person has not allowed all of scope yet, and prompt=none shows no page: send them again without prompt=none',
  'requested claims not granted':
    'the person has not allowed all of claims yet, and prompt=none shows no page: send them again without prompt=none',
  'native clients require End-User interaction':
    'a client with application_type native is confirmed by the person each time, and prompt=none shows no page: send them again without prompt=none, or use a refresh token',

  // Request objects (RFC 9101).
  'could not parse Request Object':
    'request is not a JWT: send a signed JWT with the parameters as its claims (RFC 9101)',
  'Request Object must not contain request or request_uri properties':
    'the request object must not contain request or request_uri: leave them out of its claims',
  'request response_type must equal the one in request parameters':
    'response_type in the request object is not that of the parameters: send the same in both, or only in the request object',
  'request client_id must equal the one in request parameters':
    'client_id in the request object is not that of the parameters: send the same in both',
  "request client_id must equal the authenticated client's client_id":
    'client_id in the request object is not that of the client that pushes it: send its own client_id as a claim',
  'request client_id mismatch':
    'client_id in the request object is not that of the request: send the same in both',
  'unsupported signed request alg':
    'the alg of the request object is not supported: sign request by one of request_object_signing_alg_values_supported in the metadata',
  'the preregistered alg must be used in request or request_uri':
    "the alg of the request object is not the client's request_object_signing_alg: sign request by that one",
  'Request Object claims are invalid':
    'a claim of the request object is wrong: send iss (the client_id), aud (the issuer) and an exp that is not past, and sign request again for each request',
  'could not validate Request Object':
    "the signature of the request object does not fit: sign request with a key of the client's jwks or jwks_uri (HS algorithms: with client_secret)",

  // Clients that show who they are.
  'no client authentication mechanism provided':
    "client_id is missing: send it with what the client's token_endpoint_auth_method asks for (client_secret_basic: the Authorization header; client_secret_post and none: the body)",
  'client authentication must only be provided using one mechanism':
    'the client authenticates in more than one way: send the Authorization header, client_secret or client_assertion, as its token_endpoint_auth_method says, and only that',
  'invalid authorization header value format':
    'the Authorization header is not Basic: send the word Basic, a space, and the base64 of client_id and client_secret, form-urlencoded each and joined by a colon',
  'client_id and client_secret in the authorization header are not properly encoded':
    'client_id or client_secret in the Authorization header is not encoded: form-urlencode each (% is %25, + is %2B) before the base64 (RFC 6749 section 2.3.1)',
  'client_secret must be provided in the Authorization header':
    'client_secret in the Authorization header is empty: send it, or with token_endpoint_auth_method none no Authorization header, and client_id in the body',
  'client_id mismatch':
    'client_id in the body is not that of the Authorization header or client_assertion: send the same in both, or leave it out of the body',
  'invalid client_assertion format':
    'client_assertion is not a JWT: send one that is signed, with iss and sub (the client_id), aud (the issuer), jti and exp',
  'failed to parse the request body':
    'the body cannot be read: send the parameters form-urlencoded in UTF-8, as application/x-www-form-urlencoded',

  // The token endpoint.
  'unsupported grant_type requested':
    'unsupported grant_type: send one of grant_types_supported in the metadata, such as authorization_code',
  'requested grant type is not allowed for this client':
    "this grant_type is not allowed for this client: have it added to the client's grant_types",
  'urn:ietf:params:oauth:grant-type:device_code is not allowed for this client':
    "the device grant is not allowed for this client: have urn:ietf:params:oauth:grant-type:device_code added to the client's grant_types",
  'refresh token missing requested scope':
    'scope has a value that the refresh_token was not issued with: leave scope out, or send some of the scopes that were granted',
  'refresh token missing requested scopes':
    'scope has values that the refresh_token was not issued with: leave scope out, or send some of the scopes that were granted',
  'End-User aborted interaction':
    'the person declined on the page for devices: offer what can be done without, or begin again at device_authorization_endpoint',
  'device code is expired':
    'device_code has expired before somebody allowed it: begin again at device_authorization_endpoint, and show the new user_code',
  "authorization request is still pending as the end-user hasn't yet completed the user interaction steps":
    'nobody has answered for this device_code yet: send the same request again after interval seconds (5 where the answer had none)',
  'you are polling too quickly and should back off at a reasonable rate':
    'device_code is asked for too often: add 5 seconds to the interval, and go on (RFC 8628 section 3.5)',

  // DPoP (RFC 9449).
  'invalid DPoP key binding':
    'the DPoP header is not a valid proof: send a JWT with typ dpop+jwt, an alg of dpop_signing_alg_values_supported, and the public key of its signature as jwk',
  'DPoP proof iat is not recent enough':
    'iat of the DPoP header is too far from now: make a proof for each request, and check the clock',
  'DPoP proof htm mismatch':
    'htm of the DPoP header is not the method of this request: make a proof for each request',
  'DPoP proof htu mismatch':
    'htu of the DPoP header is not the address of this endpoint: send it as the metadata has it, without a query',
  'DPoP proof ath mismatch':
    'ath of the DPoP header is not of this access token: send the base64url of its SHA-256',
  'DPoP nonces are not supported':
    'nonce in the DPoP header was not given by this provider: make the proof without nonce',

  // Tokens that are shown.
  'no access token provided':
    'no access token was sent: send the header Authorization: Bearer, followed by the access_token',
  'access token must only be provided using one mechanism':
    'the access token was sent in more than one way: send it in the Authorization header alone',
  'access tokens must not be provided via query parameter':
    'access_token must not be sent in the address: send the header Authorization: Bearer, followed by the access_token',
  'authorization header scheme must be `Bearer`':
    'the Authorization header is of another scheme: send Authorization: Bearer, followed by the access_token',
  'authorization header scheme must be `DPoP` when DPoP is used':
    'the Authorization header is of another scheme than DPoP: send Authorization: DPoP, followed by the access_token',
  '`DPoP` header not provided':
    'the DPoP header is missing beside Authorization: DPoP: send a proof for this request, or Authorization: Bearer for a token that is not bound',
  'access token missing openid scope':
    'the access token was issued without scope openid: ask for scope=openid in the authorization request',
  'access token missing requested scope':
    'scope has a value that the access token was not issued with: leave scope out, or ask for it in the authorization request',
  'client is not authorized to revoke the presented token':
    'token was issued to another client: revoke it as the client that it was issued to',
  'Structured JWT Tokens cannot be introspected via the introspection_endpoint':
    'token is a JWT, which is not asked about here: verify it with the keys of jwks_uri, or set accessTokenFormat: opaque for the resource',
  'Structured JWT Tokens cannot be revoked via the revocation_endpoint':
    'token is a JWT, which nothing can revoke: it ends at its exp. Revoke the refresh_token, or set accessTokenFormat: opaque for the resource',

  // Signing out.
  'post_logout_redirect_uri not registered':
    "post_logout_redirect_uri is not one of the client's post_logout_redirect_uris: send one that is registered, character for character, or have this one added",
  'client_id does not match the provided id_token_hint':
    'client_id is not the client that id_token_hint was issued to: send one of them, or both of one client',
  'unrecognized id_token_hint audience':
    'id_token_hint was issued to a client that is not known here: send an id_token of this provider, or client_id instead',
}

/** Said of a code, whichever of the errors came without words. */
export const WORDS_OF_CODES: Readonly<Record<string, string>> = {
  access_denied:
    'the person declined, or nothing of scope was allowed: offer what can be done without, or send them again when they ask for it',
  login_required: 'somebody has to sign in: send the person again without prompt=none',
  interaction_required: 'the person has to answer a page: send them again without prompt=none',
  consent_required: 'the person has to allow it: send them again without prompt=none',
  registration_not_supported:
    "registration is not supported: leave it out; clients are registered in the server's configuration (clients)",
  request_not_supported: 'request is not supported: send the parameters themselves, or push them',
  request_uri_not_supported:
    'request_uri is taken at the authorization endpoint alone, and only from pushed_authorization_request_endpoint: push the request, or send it as request',
  expired_token: 'device_code has expired: begin again at device_authorization_endpoint',
  use_dpop_nonce: 'the DPoP header needs a nonce: make a proof with that of the header DPoP-Nonce',
}

/**
 * One answer, whatever was wrong: a stranger must learn neither which clients there are, nor how one of them
 * authenticates, nor which part of a guess was right. The log knows.
 */
export const CLIENT_AUTHENTICATION =
  "client authentication failed: send client_id and its credential as the client's token_endpoint_auth_method says (client_secret_basic is the default); the server's log has the reason under the X-Request-Id of this answer"

/** Of `invalid_grant`, by the library's inner cause. Whoever tries codes learns of none whether it exists. */
export const GRANTS: Readonly<Record<string, string>> = {
  'code_verifier must be provided':
    'code_verifier is missing: send the one whose code_challenge was in the authorization request',
  'code_verifier does not match code_challenge':
    'code_verifier does not fit the code_challenge of the authorization request: send the one that it was made of (S256), and keep it per request',
  'authorization code redirect_uri mismatch':
    'redirect_uri is not that of the authorization request: send the same one, character for character',
  'missing DPoP proof JWT':
    'the DPoP header is missing, and the authorization request had dpop_jkt: send a proof by that key',
  'DPoP proof JWT not provided':
    'the DPoP header is missing, and the client has dpop_bound_access_tokens: send a proof',
  'DPoP proof key thumbprint does not match dpop_jkt':
    'the DPoP header is by another key than dpop_jkt of the authorization request: use that key',
  'DPoP proof JWT Replay detected':
    'the DPoP header was sent before: make a proof with a jti of its own for each request',
  'failed jkt verification':
    'the DPoP header is by another key than the one that the refresh_token is bound to: use that key',
}

/** Of all others: unknown, used, expired, of another client, or its account is gone. */
export const GRANT_TYPES: Readonly<Record<string, string>> = {
  authorization_code:
    'code is unknown, older than 60 seconds, was used before or was issued to another client: use each code once, and begin a new authorization request',
  refresh_token:
    'refresh_token is unknown, expired, revoked, was used before or was issued to another client: keep the newest one of each answer, and otherwise begin a new authorization request',
  'urn:ietf:params:oauth:grant-type:device_code':
    'device_code is unknown, was used before or was issued to another client: use each device_code once, and begin again at device_authorization_endpoint',
}

/** Of `invalid_token`, by the library's inner cause. */
export const TOKENS: Readonly<Record<string, string>> = {
  'failed jkt verification':
    'the access token is bound to a DPoP key: send Authorization: DPoP and a DPoP header by that key',
  'access token is not sender-constrained but proof of possession was provided':
    'the access token is not bound to a key: send Authorization: Bearer without a DPoP header',
}

export const TOKEN =
  'the access token is unknown, expired or revoked: get a new one with the refresh_token or a new authorization request'

/** At userinfo, where the header is not a client's. */
export const BEARER_HEADER =
  'the Authorization header has not the form of a token: send the word Bearer, a space, and the access_token'

export const SERVER_ERROR =
  "the request failed at the server: try again later; the server's log has the reason under the X-Request-Id of this answer"
