import { endSoon } from '../../support/end-soon.ts'
import type { Person } from '../../support/person.ts'
import type { ErrorRow } from './rows.ts'
import { OFFLINE } from '../../support/visit.ts'
import { API, ROBOT, SENT, SHOP, type ErrorScene, type Refused } from './scene.ts'

const basic = (text: string): Record<string, string> => ({
  Authorization: `Basic ${Buffer.from(text).toString('base64')}`,
})

/** Everywhere that a client shows who it is: what is asked beside that is right. */
const CLIENTS: Readonly<
  Record<
    string,
    (scene: ErrorScene, as: Readonly<Record<string, string | undefined>>) => Promise<Refused>
  >
> = {
  pushed_authorization_request: (scene, as) => scene.push(as),
  token: (scene, as) => scene.token({ grant_type: 'refresh_token', refresh_token: SENT, ...as }),
  introspection: (scene, as) => scene.introspect({ token: SENT, ...as }),
  revocation: (scene, as) => scene.revoke({ token: SENT, ...as }),
  device_authorization: (scene, as) => scene.device(as),
}

const AUTHENTICATING: readonly ErrorRow[] = Object.entries(CLIENTS).flatMap(
  ([endpoint, ask]): ErrorRow[] => [
    {
      error: 'invalid_client',
      endpoint,
      when: 'another secret',
      ask: (scene) => ask(scene, { client_secret: SENT }),
      names: ['client_id', 'token_endpoint_auth_method', 'X-Request-Id'],
      cause: 'invalid secret provided',
    },
    {
      error: 'invalid_client',
      endpoint,
      when: 'nobody’s client_id',
      ask: (scene) => ask(scene, { client_id: 'nobody', client_secret: SENT }),
      names: ['client_id', 'token_endpoint_auth_method', 'X-Request-Id'],
      cause: 'client not found',
    },
    {
      error: 'invalid_client',
      endpoint,
      when: 'no secret',
      ask: (scene) => ask(scene, { client_secret: undefined }),
      names: ['client_id', 'token_endpoint_auth_method', 'X-Request-Id'],
      cause:
        'the provided authentication mechanism does not match the registered client authentication method',
    },
    {
      error: 'invalid_request',
      endpoint,
      when: 'no client_id at all',
      ask: (scene) => ask(scene, { client_id: undefined, client_secret: undefined }),
      names: ['client_id', 'token_endpoint_auth_method'],
    },
  ],
)

const HEADERS: readonly ErrorRow[] = [
  {
    when: 'a header beside client_secret',
    headers: basic('shop:x'),
    fields: SHOP,
    names: ['Authorization', 'client_secret', 'only that'],
  },
  {
    when: 'a header that is not Basic',
    headers: { Authorization: `Bearer ${SENT}` },
    names: ['Authorization', 'Basic'],
  },
  {
    when: 'a secret that is not encoded',
    headers: basic('shop:100%'),
    names: ['client_secret', 'form-urlencode'],
  },
  {
    when: 'another client_id than that of the header',
    headers: basic(`shop:${SENT}`),
    fields: { client_id: 'bank', client_secret: undefined },
    names: ['client_id', 'Authorization'],
  },
].map(({ headers, fields, ...row }): ErrorRow => ({
  ...row,
  error: 'invalid_request',
  endpoint: 'token',
  ask: (scene) =>
    scene.token(
      {
        client_id: undefined,
        client_secret: undefined,
        grant_type: 'authorization_code',
        ...fields,
      },
      headers,
    ),
}))

/** A code of somebody who is signed in. */
async function withCode(scene: ErrorScene): Promise<string> {
  const { person } = await scene.signedIn()
  return scene.code(person)
}

/** A refresh token of the shop. */
async function withRefresh(scene: ErrorScene): Promise<string> {
  const { tokens } = await scene.signedIn(OFFLINE)
  return tokens.refreshToken ?? ''
}

/** A device that is told what came of its code. */
async function afterVisit(
  scene: ErrorScene,
  fields: Readonly<Record<string, string>>,
  visit: (person: Person) => Promise<unknown>,
): Promise<Refused> {
  const { deviceCode, userCode } = await scene.askedDevice(fields)
  const person = await scene.person()
  await person.browser.open(`${scene.server.configuration.issuer}/device`)
  await person.browser.submit('/device', { user_code: userCode })
  await visit(person)
  return scene.poll(deviceCode)
}

const TOKEN: readonly ErrorRow[] = [
  {
    error: 'invalid_request',
    endpoint: 'token',
    when: 'no grant_type',
    ask: (scene) => scene.token({}),
    names: ['grant_type', 'missing'],
  },
  {
    error: 'invalid_request',
    endpoint: 'token',
    when: 'no code',
    ask: (scene) => scene.token({ grant_type: 'authorization_code' }),
    names: ['code', 'missing'],
  },
  {
    error: 'invalid_request',
    endpoint: 'token',
    when: 'code twice',
    ask: (scene) => scene.token({ grant_type: 'authorization_code', code: ['a', 'b'] }),
    names: ['code', 'twice'],
  },
  {
    error: 'invalid_request',
    endpoint: 'token',
    when: 'a grant that the client has not',
    ask: (scene) => scene.token({ grant_type: 'client_credentials' }),
    names: ['grant_type', 'grant_types'],
  },
  {
    error: 'unsupported_grant_type',
    endpoint: 'token',
    when: 'a password',
    ask: (scene) => scene.token({ grant_type: 'password', username: 'ann', password: SENT }),
    names: ['grant_type', 'grant_types_supported'],
  },
  {
    error: 'invalid_grant',
    endpoint: 'token',
    when: 'a code that is not known',
    ask: (scene) => scene.redeem(SENT),
    names: ['code', '60 seconds', 'new authorization request'],
    cause: 'authorization code not found',
  },
  {
    error: 'invalid_grant',
    endpoint: 'token',
    when: 'a code twice',
    async ask(scene) {
      const code = await withCode(scene)
      await scene.spend(code)
      return scene.redeem(code)
    },
    names: ['code', 'used before', 'new authorization request'],
    cause: 'authorization code already consumed',
  },
  {
    error: 'invalid_grant',
    endpoint: 'token',
    when: 'a code without its verifier',
    ask: async (scene) => scene.redeem(await withCode(scene), { code_verifier: undefined }),
    names: ['code_verifier', 'code_challenge'],
    cause: 'code_verifier must be provided',
  },
  {
    error: 'invalid_grant',
    endpoint: 'token',
    when: 'a code with another verifier',
    ask: async (scene) => scene.redeem(await withCode(scene), { code_verifier: 'w'.repeat(43) }),
    names: ['code_verifier', 'code_challenge', 'S256'],
    cause: 'code_verifier does not match code_challenge',
  },
  {
    error: 'invalid_grant',
    endpoint: 'token',
    when: 'a code with another redirect_uri',
    ask: async (scene) =>
      scene.redeem(await withCode(scene), { redirect_uri: 'http://localhost:9/other' }),
    names: ['redirect_uri', 'authorization request'],
    cause: 'authorization code redirect_uri mismatch',
  },
  {
    error: 'invalid_grant',
    endpoint: 'token',
    when: 'a refresh token that is not known',
    ask: (scene) => scene.token({ grant_type: 'refresh_token', refresh_token: SENT }),
    names: ['refresh_token', 'new authorization request'],
    cause: 'refresh token not found',
  },
  {
    error: 'invalid_grant',
    endpoint: 'token',
    when: 'a device code that is not known',
    ask: (scene) => scene.poll(SENT),
    names: ['device_code', 'device_authorization_endpoint'],
    cause: 'device code not found',
  },
  {
    error: 'invalid_scope',
    endpoint: 'token',
    when: 'more than was granted',
    ask: async (scene) =>
      scene.token({
        grant_type: 'refresh_token',
        refresh_token: await withRefresh(scene),
        scope: 'openid email',
      }),
    names: ['scope', 'refresh_token', 'leave scope out'],
  },
  {
    error: 'invalid_target',
    endpoint: 'token',
    when: 'an API that is not here',
    ask: (scene) =>
      scene.token({
        ...ROBOT,
        grant_type: 'client_credentials',
        resource: 'https://elsewhere.example',
      }),
    names: ['resource', 'resources', 'clients'],
  },
  {
    error: 'invalid_dpop_proof',
    endpoint: 'token',
    when: 'a proof that is none',
    ask: (scene) =>
      scene.token({ grant_type: 'refresh_token', refresh_token: SENT }, { DPoP: SENT }),
    names: ['DPoP', 'dpop+jwt', 'jwk'],
  },
  {
    error: 'authorization_pending',
    endpoint: 'token',
    when: 'nobody has answered yet',
    ask: async (scene) => scene.poll((await scene.askedDevice()).deviceCode),
    names: ['device_code', 'interval', 'again'],
  },
  {
    error: 'access_denied',
    endpoint: 'token',
    when: 'the person says no to a device',
    ask: (scene) =>
      afterVisit(scene, {}, (person) => person.browser.submit('/device', { abort: 'yes' })),
    names: ['declined', 'again'],
  },
  {
    error: 'unmet_authentication_requirements',
    endpoint: 'token',
    when: 'an essential acr that nobody can have, of a device',
    ask: (scene) =>
      afterVisit(
        scene,
        { claims: '{"id_token":{"acr":{"essential":true,"value":"urn:unheard-of"}}}' },
        (person) => person.browser.submit('/device', { confirm: 'yes' }),
      ),
    names: ['acr', 'essential', 'acr_values_supported'],
  },
  {
    error: 'expired_token',
    endpoint: 'token',
    when: 'a device code after its time',
    async ask(scene) {
      const { deviceCode } = await scene.askedDevice()
      const kept = await scene.server.provider.DeviceCode.find(deviceCode)
      if (kept) await endSoon(kept)
      return scene.poll(deviceCode)
    },
    names: ['device_code', 'device_authorization_endpoint'],
  },
]

const SHOWN: readonly ErrorRow[] = [
  ...(['introspection', 'revocation'] as const).flatMap((endpoint): ErrorRow[] => {
    const ask = (scene: ErrorScene, fields: Readonly<Record<string, string>>) =>
      endpoint === 'revocation' ? scene.revoke(fields) : scene.introspect(fields)
    return [
      {
        error: 'invalid_request',
        endpoint,
        when: 'no token',
        ask: (scene) => ask(scene, {}),
        names: ['token', 'missing'],
      },
      {
        error: 'unsupported_token_type',
        endpoint,
        when: 'a JWT',
        ask: async (scene) => ask(scene, { token: await scene.apiToken(`${API}jwt`) }),
        names: ['token', 'JWT', 'accessTokenFormat: opaque'],
      },
    ]
  }),
  {
    error: 'invalid_request',
    endpoint: 'revocation',
    when: 'a token of another client',
    ask: async (scene) => scene.revoke({ token: await scene.apiToken(API) }),
    names: ['token', 'client'],
  },
  {
    error: 'invalid_token',
    endpoint: 'userinfo',
    when: 'no token',
    ask: (scene) => scene.userinfo({}),
    names: ['Authorization: Bearer', 'access_token'],
  },
  {
    error: 'invalid_token',
    endpoint: 'userinfo',
    when: 'a token that is not known',
    ask: (scene) => scene.userinfo({ Authorization: `Bearer ${SENT}` }),
    names: ['access token', 'refresh_token'],
    cause: 'access token not found',
  },
  {
    error: 'invalid_token',
    endpoint: 'userinfo',
    when: 'a token of an API',
    async ask(scene) {
      const { tokens } = await scene.signedIn({ scope: 'openid payments', resource: API })
      return scene.userinfo({ Authorization: `Bearer ${tokens.accessToken}` })
    },
    names: [`this access token is for ${API}`, 'without a resource'],
  },
  {
    error: 'insufficient_scope',
    endpoint: 'userinfo',
    when: 'a token without openid',
    async ask(scene) {
      const { person } = await scene.signedIn()
      const code = await scene.code(person, { scope: 'email' })
      return scene.userinfo({ Authorization: `Bearer ${await scene.spend(code)}` })
    },
    names: ['access token', 'scope=openid'],
  },
  {
    error: 'invalid_request',
    endpoint: 'userinfo',
    when: 'a header of another form',
    ask: (scene) => scene.userinfo({ Authorization: 'Bearer' }),
    names: ['Authorization', 'Bearer'],
  },
  {
    error: 'invalid_request',
    endpoint: 'userinfo',
    when: 'the token in the address',
    ask: (scene) => scene.userinfo({}, `?access_token=${SENT}`),
    names: ['access_token', 'Authorization: Bearer'],
  },
  {
    error: 'insufficient_scope',
    endpoint: 'userinfo',
    when: 'a scope that the token has not',
    async ask(scene) {
      const { tokens } = await scene.signedIn()
      return scene.userinfo({ Authorization: `Bearer ${tokens.accessToken}` }, '?scope=email')
    },
    names: ['scope', 'authorization request'],
  },
  {
    error: 'invalid_dpop_proof',
    endpoint: 'userinfo',
    when: 'a proof that is none',
    async ask(scene) {
      const { tokens } = await scene.signedIn()
      return scene.userinfo({ Authorization: `DPoP ${tokens.accessToken}`, DPoP: SENT })
    },
    names: ['DPoP', 'dpop+jwt'],
  },
]

const ORIGINS: readonly ErrorRow[] = [
  {
    error: 'invalid_request',
    endpoint: 'token',
    when: 'by a page of an origin that is not the client’s',
    ask: (scene) =>
      scene.token(
        { grant_type: 'refresh_token', refresh_token: SENT },
        { Origin: `https://${SENT}.example` },
      ),
    names: ['origin', 'step_up_allowed_origins'],
  },
]

const SIGNING_OUT: readonly ErrorRow[] = [
  {
    error: 'invalid_request',
    endpoint: 'end_session',
    when: 'another post_logout_redirect_uri',
    ask: (scene) =>
      scene.endSession({ client_id: 'shop', post_logout_redirect_uri: 'http://localhost:9/x' }),
    names: ['post_logout_redirect_uri', 'post_logout_redirect_uris'],
  },
  {
    error: 'invalid_request',
    endpoint: 'end_session',
    when: 'an id_token_hint that is none',
    ask: (scene) => scene.endSession({ id_token_hint: SENT }),
    names: ['id_token_hint', 'leave'],
  },
  {
    error: 'invalid_request',
    endpoint: 'end_session',
    when: 'another client_id than that of the hint',
    async ask(scene) {
      const { tokens } = await scene.signedIn()
      return scene.endSession({ id_token_hint: tokens.idToken, client_id: 'bank' })
    },
    names: ['client_id', 'id_token_hint'],
  },
  {
    error: 'invalid_client',
    endpoint: 'end_session',
    when: 'nobody’s client_id',
    ask: (scene) => scene.endSession({ client_id: 'nobody' }),
    names: ['client_id', 'clients'],
  },
]

export const GIVING: readonly ErrorRow[] = [
  ...AUTHENTICATING,
  ...HEADERS,
  ...TOKEN,
  ...SHOWN,
  ...ORIGINS,
  ...SIGNING_OUT,
]
