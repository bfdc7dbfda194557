import { CALLBACK } from '../../support/test-server.ts'
import { CAREFUL, type ErrorScene, type Refused } from './scene.ts'

/** One way to be refused. To cover another one, add a row: to this list or to one beside it. */
export interface ErrorRow {
  /** OAuth's code. */
  readonly error: string
  /** As in the document's table. */
  readonly endpoint: string
  /** What was done wrong. */
  readonly when: string
  readonly ask: (scene: ErrorScene) => Promise<Refused>
  /** What the description must name: the parameter, the option, what to send instead. */
  readonly names: readonly string[]
  /** What the log calls the cause, where the answer may not. */
  readonly cause?: string
}

/** Wrong in the same way by either channel: in the address, and pushed (RFC 9126). */
const EITHER: readonly (Omit<ErrorRow, 'ask' | 'endpoint'> & {
  readonly fields: Parameters<ErrorScene['push']>[0]
})[] = [
  {
    error: 'invalid_request',
    when: 'no response_type',
    fields: { response_type: undefined },
    names: ['response_type', 'missing'],
  },
  {
    error: 'invalid_request',
    when: 'state twice',
    fields: { state: ['one', 'two'] },
    names: ['state', 'twice'],
  },
  {
    error: 'invalid_request',
    when: 'code_challenge without a method',
    fields: { code_challenge_method: undefined },
    names: ['code_challenge_method=S256'],
  },
  {
    error: 'invalid_request',
    when: 'code_challenge_method=plain',
    fields: { code_challenge_method: 'plain' },
    names: ['code_challenge_method=S256'],
  },
  {
    error: 'invalid_request',
    when: 'code_challenge_method alone',
    fields: { code_challenge: undefined },
    names: ['code_challenge', 'SHA-256'],
  },
  {
    error: 'invalid_request',
    when: 'a short code_challenge',
    fields: { code_challenge: 'short' },
    names: ['code_challenge', '43'],
  },
  {
    error: 'invalid_request',
    when: 'an unknown prompt',
    fields: { prompt: 'whatever' },
    names: ['prompt', 'prompt_values_supported'],
  },
  {
    error: 'invalid_request',
    when: 'prompt=none beside another',
    fields: { prompt: 'none login' },
    names: ['prompt=none'],
  },
  {
    error: 'invalid_request',
    when: 'max_age in words',
    fields: { max_age: 'five' },
    names: ['max_age', 'seconds'],
  },
  {
    error: 'invalid_request',
    when: 'claims that are no JSON',
    fields: { claims: '{' },
    names: ['claims', 'JSON'],
  },
  {
    error: 'invalid_request',
    when: 'an id_token_hint of nobody',
    fields: { id_token_hint: 'x.y.z' },
    names: ['id_token_hint', 'leave'],
  },
  {
    error: 'invalid_request',
    when: 'acr_values without openid',
    fields: { scope: 'email', acr_values: 'urn:step-up:2fa' },
    names: ['acr_values', 'scope=openid'],
  },
  {
    error: 'invalid_request',
    when: 'a response_type that the client has not',
    fields: { response_type: 'none' },
    names: ['response_type', 'response_types'],
  },
  {
    error: 'unsupported_response_type',
    when: 'the implicit flow',
    fields: { response_type: 'token' },
    names: ['response_type=code', 'response_types_supported'],
  },
  {
    error: 'unsupported_response_mode',
    when: 'another response_mode',
    fields: { response_mode: 'pigeon' },
    names: ['response_mode', 'response_modes_supported'],
  },
  {
    error: 'invalid_scope',
    when: 'characters that no scope has',
    fields: { scope: 'openid "x"' },
    names: ['scope', 'spaces'],
  },
  {
    error: 'invalid_target',
    when: 'an API that is not here',
    fields: { resource: 'https://elsewhere.example' },
    names: ['resource', 'resources', 'clients'],
  },
  {
    error: 'invalid_target',
    when: 'a resource that is no URI',
    fields: { resource: 'payments' },
    names: ['resource', 'absolute URI', 'resources'],
  },
  {
    error: 'registration_not_supported',
    when: 'the parameter registration',
    fields: { registration: '{}' },
    names: ['registration', 'leave it out'],
  },
]

/** What the request itself must have, and options of clients that ask for more. */
const DEMANDED: readonly (typeof EITHER)[number][] = [
  {
    error: 'invalid_request',
    when: 'no redirect_uri',
    fields: { redirect_uri: undefined },
    names: ['redirect_uri', 'missing'],
  },
  {
    error: 'invalid_request',
    when: 'no PKCE, of a client with require_pkce',
    fields: {
      ...CAREFUL,
      code_challenge: undefined,
      code_challenge_method: undefined,
    },
    names: ['code_challenge_method=S256', 'require_pkce'],
  },
]

/** Members of `claims` that cannot be read (OpenID Connect Core 1.0 §5.5). */
const CLAIMS: readonly (typeof EITHER)[number][] = [
  {
    error: 'invalid_request',
    when: 'claims with an empty list of values',
    fields: { claims: '{"id_token":{"acr":{"values":[]}}}' },
    names: ['claims.id_token.acr.values', 'empty'],
  },
]

const BY_ADDRESS: readonly ErrorRow[] = [
  {
    error: 'invalid_client',
    endpoint: 'authorization',
    when: 'nobody’s client_id',
    ask: (scene) => scene.authorize({ client_id: 'nobody' }),
    names: ['client_id', 'clients'],
  },
  {
    error: 'invalid_redirect_uri',
    endpoint: 'authorization',
    when: 'another redirect_uri',
    ask: (scene) => scene.authorize({ redirect_uri: `${CALLBACK}/` }),
    names: ['redirect_uri', 'redirect_uris'],
  },
  {
    error: 'invalid_request',
    endpoint: 'authorization',
    when: 'no PKCE by a public client',
    ask: (scene) =>
      scene.authorize({
        client_id: 'phone',
        code_challenge: undefined,
        code_challenge_method: undefined,
      }),
    names: ['code_challenge', 'code_challenge_method=S256'],
  },
  {
    error: 'invalid_request',
    endpoint: 'authorization',
    when: 'by address, of a client that must push',
    ask: (scene) => scene.authorize({ client_id: 'pusher' }),
    names: ['require_pushed_authorization_requests', 'pushed_authorization_request_endpoint'],
  },
  {
    error: 'invalid_request',
    endpoint: 'authorization',
    when: 'without a request object, of a client that must sign',
    ask: (scene) => scene.authorize({ client_id: 'signer' }),
    names: ['require_signed_request_object', 'request'],
  },
  {
    error: 'invalid_request',
    endpoint: 'authorization',
    when: 'request and request_uri',
    ask: (scene) => scene.authorize({ request: 'x', request_uri: 'urn:x' }),
    names: ['request', 'request_uri', 'alone'],
  },
  {
    error: 'invalid_request',
    endpoint: 'authorization',
    when: 'a parameter that is too long',
    ask: (scene) => scene.authorize({ login_hint: 'x'.repeat(3000) }),
    names: ['login_hint', '2048'],
  },
  {
    error: 'invalid_scope',
    endpoint: 'authorization',
    when: 'a scope that the client has not',
    ask: (scene) => scene.authorize({ client_id: 'kiosk', scope: 'openid email' }),
    names: ['scope option', 'leave it out'],
  },
  {
    error: 'invalid_request_uri',
    endpoint: 'authorization',
    when: 'a request_uri that is not known',
    ask: (scene) => scene.authorize({ request_uri: 'urn:ietf:params:oauth:request_uri:never-was' }),
    names: ['request_uri', '60 seconds', 'push'],
  },
  {
    error: 'request_uri_not_supported',
    endpoint: 'authorization',
    when: 'a request_uri somewhere on the web',
    ask: (scene) => scene.authorize({ request_uri: 'https://elsewhere.example/request' }),
    names: ['request_uri', 'pushed_authorization_request_endpoint'],
  },
  {
    error: 'login_required',
    endpoint: 'authorization',
    when: 'prompt=none, and nobody is signed in',
    ask: (scene) => scene.authorize({ prompt: 'none' }),
    names: ['signed in', 'without prompt=none'],
  },
  {
    error: 'interaction_required',
    endpoint: 'authorization',
    when: 'prompt=none, and a second factor is missing',
    async ask(scene) {
      const { person } = await scene.signedIn()
      return scene.authorize({ prompt: 'none', acr_values: 'urn:step-up:2fa' }, person)
    },
    names: ['second factor', 'without prompt=none'],
  },
  {
    error: 'interaction_required',
    endpoint: 'authorization',
    when: 'prompt=none of a native client',
    async ask(scene) {
      const { person } = await scene.signedIn()
      return scene.authorize({ prompt: 'none', client_id: 'phone' }, person)
    },
    names: ['application_type native', 'without prompt=none', 'refresh token'],
  },
  {
    error: 'consent_required',
    endpoint: 'authorization',
    when: 'prompt=none before anybody consented',
    async ask(scene) {
      const { person } = await scene.signedIn()
      return scene.authorize({ prompt: 'none', client_id: 'forum' }, person)
    },
    names: ['scope', 'without prompt=none'],
  },
  {
    error: 'access_denied',
    endpoint: 'authorization',
    when: 'the person says no',
    async ask(scene) {
      const person = await scene.person()
      await scene.authorize({}, person)
      const { arrived, headers } = await person.browser.submit('/cancel')
      return {
        error: arrived?.get('error') ?? '',
        description: arrived?.get('error_description') ?? '',
        headers,
      }
    },
    names: ['declined', 'without'],
  },
  {
    error: 'unmet_authentication_requirements',
    endpoint: 'authorization',
    when: 'an essential acr that nobody can have',
    ask: (scene) =>
      scene.authorize({
        claims: '{"id_token":{"acr":{"essential":true,"value":"urn:unheard-of"}}}',
      }),
    names: ['acr', 'essential', 'step_up_minimum_acr', 'acr_values_supported', 'again'],
  },
]

const BY_PUSH: readonly ErrorRow[] = [
  {
    error: 'invalid_request',
    endpoint: 'pushed_authorization_request',
    when: 'another redirect_uri',
    ask: (scene) => scene.push({ redirect_uri: `${CALLBACK}/` }),
    names: ['redirect_uri', 'redirect_uris'],
  },
  {
    error: 'invalid_request',
    endpoint: 'pushed_authorization_request',
    when: 'a parameter that is too long',
    ask: (scene) => scene.push({ login_hint: 'x'.repeat(3000) }),
    names: ['login_hint', '2048'],
  },
  {
    error: 'invalid_request',
    endpoint: 'pushed_authorization_request',
    when: 'acr_values twice',
    ask: (scene) => scene.push({ acr_values: ['a', 'b'] }),
    names: ['acr_values', 'twice'],
  },
  {
    error: 'request_uri_not_supported',
    endpoint: 'pushed_authorization_request',
    when: 'a request_uri, pushed',
    ask: (scene) => scene.push({ request_uri: 'urn:ietf:params:oauth:request_uri:x' }),
    names: ['request_uri', 'authorization endpoint'],
  },
  {
    error: 'invalid_scope',
    endpoint: 'device_authorization',
    when: 'characters that no scope has',
    ask: (scene) => scene.device({ scope: 'openid "x"' }),
    names: ['scope', 'spaces'],
  },
  {
    error: 'invalid_target',
    endpoint: 'device_authorization',
    when: 'an API that is not here',
    ask: (scene) => scene.device({ resource: 'https://elsewhere.example' }),
    names: ['resource', 'resources'],
  },
  {
    error: 'invalid_request',
    endpoint: 'device_authorization',
    when: 'a client without the grant',
    ask: (scene) =>
      scene.device({ client_id: 'robot', client_secret: 'a-secret-of-the-robot-and-nobody-else' }),
    names: ['grant_types', 'device_code'],
  },
  {
    error: 'invalid_request',
    endpoint: 'device_authorization',
    when: 'max_age in words',
    ask: (scene) => scene.device({ max_age: 'five' }),
    names: ['max_age', 'seconds'],
  },
  {
    error: 'registration_not_supported',
    endpoint: 'device_authorization',
    when: 'the parameter registration',
    ask: (scene) => scene.device({ registration: '{}' }),
    names: ['registration', 'leave it out'],
  },
]

/** Request objects (RFC 9101), wrong in themselves. */
const OBJECTS: readonly (Omit<ErrorRow, 'endpoint' | 'ask'> & {
  readonly make: (scene: ErrorScene) => Promise<string> | string
})[] = [
  {
    error: 'invalid_request_object',
    when: 'no JWT',
    make: () => 'x.y',
    names: ['request', 'JWT'],
  },
  {
    error: 'invalid_request_object',
    when: 'signed with another secret',
    make: (scene) => scene.requestObject({}, 'another-secret-than-that-of-the-shop'),
    names: ['signature', 'request', 'jwks'],
    cause: 'JWSSignatureVerificationFailed',
  },
  {
    error: 'invalid_request_object',
    when: 'for another provider',
    make: (scene) => scene.requestObject({ aud: 'https://elsewhere.example' }),
    names: ['request', 'aud', 'issuer'],
    cause: 'jwt audience missing',
  },
  {
    error: 'invalid_request_object',
    when: 'expired',
    make: (scene) => scene.requestObject({ exp: 1_000_000_000 }),
    names: ['request', 'exp'],
    cause: 'jwt expired',
  },
  {
    error: 'invalid_request_object',
    when: 'a claim that is too long',
    make: (scene) => scene.requestObject({ login_hint: 'x'.repeat(3000) }),
    names: ['login_hint', '2048'],
  },
]

export const ASKING: readonly ErrorRow[] = [
  ...[...EITHER, ...CLAIMS, ...DEMANDED].flatMap(({ fields, ...row }): ErrorRow[] => [
    { ...row, endpoint: 'authorization', ask: (scene) => scene.authorize(fields) },
    { ...row, endpoint: 'pushed_authorization_request', ask: (scene) => scene.push(fields) },
  ]),
  ...BY_ADDRESS,
  ...BY_PUSH,
  ...OBJECTS.flatMap(({ make, ...row }): ErrorRow[] => [
    {
      ...row,
      endpoint: 'authorization',
      ask: async (scene) => scene.authorize({ request: await make(scene) }),
    },
    {
      ...row,
      endpoint: 'pushed_authorization_request',
      ask: async (scene) => scene.push({ request: await make(scene) }),
    },
  ]),
]
