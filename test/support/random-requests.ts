import { Agent, request } from 'node:http'
import { deflateSync, gzipSync } from 'node:zlib'
import { CALLBACK, secretOf } from './test-server.ts'

/** A request as a stranger makes it up. */
export interface RandomRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | undefined
}

export interface Answered {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly text: string
}

const agent = new Agent({ keepAlive: true, maxSockets: 8 })

/** Sends what no client would send: nothing is tidied up. Resolves undefined where it was cut off. */
export const sendRaw = (
  server: { readonly url: string },
  { method, path, headers, body }: RandomRequest,
): Promise<Answered | undefined> =>
  new Promise((resolve) => {
    const { port, hostname } = new URL(server.url)
    const outgoing = request({ agent, hostname, port, method, path, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', () => {
        resolve(undefined)
      })
      response.on('end', () => {
        const { statusCode: status = 0, headers: told } = response
        resolve({ status, headers: told, text: Buffer.concat(chunks).toString() })
      })
    })
    outgoing.on('error', () => {
      resolve(undefined)
    })
    outgoing.end(body)
  })

/** The same numbers for the same seed, on every machine (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const METHODS = ['GET', 'POST', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'PATCH'] as const

/** Every address that the server answers at, and such as nobody answers at. `:id` is made up. */
export const ROUTES = [
  '/',
  '/assets/:id',
  '/healthz',
  '/readyz',
  '/sign-out',
  '/auth',
  '/auth/:id',
  '/token',
  '/me',
  '/jwks',
  '/request',
  '/token/introspection',
  '/token/revocation',
  '/session/end',
  '/session/end/confirm',
  '/session/end/success',
  '/device',
  '/device/:id',
  '/device/auth',
  '/.well-known/openid-configuration',
  '/.well-known/oauth-authorization-server',
  '/interaction/:id',
  '/interaction/:id/identify',
  '/interaction/:id/password',
  '/interaction/:id/code',
  '/interaction/:id/recovery',
  '/interaction/:id/recovery-codes.txt',
  '/interaction/:id/new-device',
  '/interaction/:id/device',
  '/interaction/:id/device/code',
  '/interaction/:id/skip',
  '/interaction/:id/continue',
  '/interaction/:id/account',
  '/interaction/:id/consent',
  '/interaction/:id/cancel',
  '/interaction/:id/extend',
  '/account',
  '/account/callback',
  '/account/extend',
  '/account/password',
  '/account/email',
  '/account/email/confirm',
  '/account/email/confirm/:id',
  '/account/language',
  '/account/activity',
  '/account/not-me',
  '/account/sessions',
  '/account/sessions/end',
  '/account/sessions/end-others',
  '/account/applications',
  '/account/applications/:id/revoke',
  '/account/browsers',
  '/account/browsers/forget',
  '/account/browsers/:id/forget',
  '/account/devices/add',
  '/account/devices/:id/setup',
  '/account/devices/:id/rename',
  '/account/devices/:id/remove',
  '/account/devices/:id/lost',
  '/account/recovery-codes',
  '/account/recovery-codes/text',
  '/account/recovery-codes/new',
  '/account/recovery-codes/saved',
  '/account/turn-off',
  '/password/forgot',
  '/password/reset',
  '/password/reset/:id',
  '/email/undo',
  '/email/undo/:id',
  '/dev/mails',
  '/dev/mails/:id',
  '/nowhere',
  '/:id',
] as const

const unsigned = (payload: unknown, header: unknown = { alg: 'none' }): string =>
  [header, payload]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.') + '.'

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)

/** What may stand where a value is expected. */
const VALUES: readonly string[] = [
  '',
  '0',
  '-1',
  '1e999',
  'NaN',
  'shop',
  'forum',
  'app',
  'openid',
  'openid offline_access',
  'code',
  'none',
  'login',
  'login none',
  'select_account',
  'create',
  'consent',
  'query',
  'form_post',
  'S256',
  CALLBACK,
  'http://',
  '//',
  'javascript:alert(1)',
  '__proto__',
  'constructor',
  'toString',
  'undefined',
  'null',
  'true',
  '[]',
  '{}',
  '"x"',
  '%',
  '%00',
  '%E0%A4%A',
  '\u0000',
  '\u202e\u0085',
  '\ud800',
  'ä'.repeat(20),
  '🔑',
  '*',
  '..',
  '../../etc/passwd',
  "' OR 1=1 --",
  '<script>',
  'x'.repeat(300),
  'x'.repeat(2048),
  'x'.repeat(2049),
  nested(900),
  `{"id_token":{"acr":${nested(900)}}}`,
  `{"userinfo":{"acr":{"essential":true,"values":["urn:step-up:2fa"]}}}`,
  `{"id_token":{"acr":{"essential":1,"values":{}}}}`,
  '{"id_token":null}',
  '{"id_token":{"__proto__":{"x":1}}}',
  'urn:ietf:params:oauth:request_uri:none',
  'urn:ietf:params:oauth:request_uri:',
  'authorization_code',
  'refresh_token',
  'client_credentials',
  'urn:ietf:params:oauth:grant-type:device_code',
  'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  'urn:step-up:2fa',
  'a.b.c',
  '..',
  'e30.e30.e30',
  'bnVsbA.bnVsbA.',
  unsigned(null),
  unsigned([]),
  unsigned('x'),
  unsigned({}),
  unsigned({ aud: ['shop'], iss: 'shop' }),
  unsigned({ aud: { a: 1 }, client_id: 'shop', iss: 'shop' }, { alg: 'ES256' }),
  unsigned({ client_id: 'shop', claims: { id_token: { acr: { values: [1] } } } }, { alg: 'HS256' }),
  unsigned({ client_id: 'shop', scope: null, max_age: {}, redirect_uri: [1] }, { alg: 'HS256' }),
  unsigned(null, null),
  unsigned({}, { alg: 1 }),
  unsigned({}, []),
]

const NAMES: readonly string[] = [
  'client_id',
  'redirect_uri',
  'response_type',
  'response_mode',
  'scope',
  'state',
  'nonce',
  'prompt',
  'max_age',
  'acr_values',
  'claims',
  'claims_locales',
  'ui_locales',
  'id_token_hint',
  'login_hint',
  'request',
  'request_uri',
  'registration',
  'resource',
  'display',
  'code_challenge',
  'code_challenge_method',
  'dpop_jkt',
  'client_secret',
  'client_assertion',
  'client_assertion_type',
  'grant_type',
  'code',
  'code_verifier',
  'refresh_token',
  'device_code',
  'token',
  'token_type_hint',
  'access_token',
  'post_logout_redirect_uri',
  'logout_hint',
  'xsrf',
  'logout',
  'user_code',
  'confirm',
  'abort',
  'error',
  'iss',
  'csrf',
  'login',
  'password',
  'new_password',
  'recovery_code',
  'name',
  'trust',
  'session',
  'language',
  'client',
  'page',
  'a[b][c]',
  'a[]',
  '__proto__',
  'constructor',
  'toString',
]

const TYPES: readonly string[] = [
  'application/x-www-form-urlencoded',
  'application/x-www-form-urlencoded; charset=utf-8',
  'application/x-www-form-urlencoded; charset=utf-16le',
  'application/x-www-form-urlencoded; charset=nonsense',
  'application/x-www-form-urlencoded; charset=',
  'application/json',
  'multipart/form-data; boundary=x',
  'text/plain',
  'nonsense',
  '/',
]

const ENCODINGS = [
  'gzip',
  'deflate',
  'br',
  'zstd',
  'identity',
  'nonsense',
  'gzip, gzip',
  '',
] as const

const CLIENT = { client_id: 'shop', client_secret: secretOf('shop') }
const AUTHORIZATION = {
  client_id: 'shop',
  redirect_uri: CALLBACK,
  response_type: 'code',
  scope: 'openid',
  code_challenge: 'x'.repeat(43),
  code_challenge_method: 'S256',
}
const TOKEN = { ...CLIENT, grant_type: 'authorization_code', code: 'x', redirect_uri: CALLBACK }

/** A good request at each address, to begin with: what is refused at once comes to little. */
const GOOD: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '/auth': AUTHORIZATION,
  '/auth/:id': AUTHORIZATION,
  '/request': { ...AUTHORIZATION, ...CLIENT },
  '/token': TOKEN,
  '/token/introspection': { ...CLIENT, token: 'x', token_type_hint: 'access_token' },
  '/token/revocation': { ...CLIENT, token: 'x', token_type_hint: 'refresh_token' },
  '/me': { access_token: 'x' },
  '/session/end': { client_id: 'shop', id_token_hint: 'x', post_logout_redirect_uri: CALLBACK },
  '/session/end/confirm': { xsrf: 'x', logout: 'yes' },
  '/session/end/success': { client_id: 'shop' },
  '/device': { xsrf: 'x', user_code: 'BCDF-GHJK', confirm: 'yes' },
  '/device/auth': { ...CLIENT, scope: 'openid', max_age: '0', acr_values: 'urn:step-up:2fa' },
}
const FORM = { csrf: 'x', login: 'somebody@example.com', password: 'x', code: '123456', name: 'x' }

/** Makes up requests, one after the other. What the server has set as cookies is mixed into what follows. */
export function createRandomRequests(random: () => number) {
  const cookies = new Map<string, string>()
  const ids: string[] = [
    'x',
    'none',
    'a%2Fb',
    '%E0%A4%A',
    '%00',
    '..%2f',
    '__proto__',
    '%F0%9F%94%91',
  ]
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T
  const chance = (share: number): boolean => random() < share

  function fields(address: string): string {
    const good = GOOD[address] ?? FORM
    const pairs: [string, string][] = chance(0.85) ? Object.entries(good) : []
    const more = Math.floor(random() * 4)
    for (let at = 0; at < more; at += 1) {
      // Half of them at what this address reads.
      const name = chance(0.5) ? pick(Object.keys(good)) : pick(NAMES)
      const value = chance(0.1) ? pick([...cookies.values(), 'x']) : pick(VALUES)
      const known = pairs.findIndex(([one]) => one === name)
      // In the place of the good one, or beside it: the same twice.
      if (known >= 0 && chance(0.7)) pairs[known] = [name, value]
      else pairs.push([name, value])
    }
    const text = pairs
      .map(([name, value]) => `${encode(name)}=${chance(0.05) ? raw(value) : encode(value)}`)
      .join('&')
    return text
  }

  function cookieHeader(): string {
    const pairs: string[] = []
    for (const [name, value] of cookies) {
      if (chance(0.5)) pairs.push(`${name}=${value}`)
      else if (chance(0.3)) pairs.push(`${name}=${raw(pick(VALUES))}`)
    }
    for (const name of [
      'step_up_session',
      'step_up_interaction',
      'step_up_resume',
      'step_up_trust',
    ]) {
      if (chance(0.05)) pairs.push(`${name}=${raw(pick(VALUES))}`)
    }
    return pairs.join('; ')
  }

  function bodyOf(type: string, address: string): Buffer {
    if (type.startsWith('application/json') && chance(0.8)) {
      return Buffer.from(pick(['', '{', 'null', '[]', '{"password":1}', nested(5000)]))
    }
    return Buffer.from(
      chance(0.9) ? fields(address) : pick(['%', '&&==', '\u0000', 'x'.repeat(60_000)]),
    )
  }

  return {
    next(): RandomRequest {
      const method = chance(0.75) ? pick(['GET', 'POST'] as const) : pick(METHODS)
      const route = chance(0.5) ? pick(Object.keys(GOOD)) : pick(ROUTES)
      const address = route.replaceAll(':id', () => pick(ids))
      const headers: Record<string, string> = {}
      const isBodied = method === 'POST' || (method !== 'GET' && chance(0.3))
      let body: Buffer | undefined
      if (isBodied) {
        const type = chance(0.75) ? (TYPES[0] ?? '') : pick(TYPES)
        if (chance(0.97)) headers['Content-Type'] = type
        body = bodyOf(type, route)
        if (chance(0.15)) {
          const encoding = pick(ENCODINGS)
          headers['Content-Encoding'] = encoding
          if (encoding === 'gzip' && chance(0.5)) body = gzipSync(body)
          if (encoding === 'deflate' && chance(0.5)) body = deflateSync(body)
        }
        headers['Content-Length'] = String(body.length)
      }
      const query = !isBodied || chance(0.3) ? fields(route) : ''
      if (chance(0.8)) headers['Accept'] = pick(['text/html', '*/*', 'application/json', 'x', ''])
      if (chance(0.7)) headers['Cookie'] = cookieHeader()
      if (chance(0.2)) {
        headers['Authorization'] = pick([
          'Basic',
          'Basic !',
          `Basic ${Buffer.from(`shop:${secretOf('shop')}`).toString('base64')}`,
          `Basic ${Buffer.from('%:%').toString('base64')}`,
          'Bearer',
          'Bearer x',
          `Bearer ${unsigned({})}`,
          'DPoP x',
        ])
      }
      if (chance(0.1)) headers['DPoP'] = pick(['', 'x', unsigned(null), unsigned({}), 'a.b.c'])
      if (chance(0.1)) headers['Origin'] = pick(['null', 'http://x', 'x', ''])
      if (chance(0.1)) headers['Accept-Language'] = pick(['', '*', 'de', ';;q=', 'x'.repeat(500)])
      if (chance(0.05)) headers['Host'] = pick(['', 'x', '[', 'a:b:c', 'localhost:99999'])
      if (method === 'OPTIONS' && chance(0.5)) {
        headers['Access-Control-Request-Method'] = 'POST'
        headers['Origin'] ??= 'http://x'
      }
      const path = query === '' ? address : `${address}?${query}`
      return { method, path, headers, body }
    },

    /** What a stranger's browser would keep, and the addresses that it was sent to. */
    learn({ headers, text }: Answered): void {
      for (const line of [headers['set-cookie'] ?? []].flat()) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? []
        if (name !== undefined && value) cookies.set(name, value)
      }
      const seen = [String(headers['location'] ?? ''), ...text.matchAll(/action="([^"]*)"/g)].join()
      for (const [, id = ''] of seen.matchAll(/\/(?:interaction|auth|device)\/([\w-]{20,})/g)) {
        if (!ids.includes(id)) ids.push(id)
      }
      for (const [, name = '', value = ''] of text.matchAll(
        /name="(csrf|xsrf)" value="([^"]*)"/g,
      )) {
        cookies.set(name, value)
      }
      if (ids.length > 20) ids.splice(8, 4)
    },
  }
}

const encode = (text: string): string => encodeURIComponent(text.toWellFormed())

/** As it is, as far as a header or a request line can hold it. */
const raw = (text: string): string => text.replaceAll(/[^\u0021-\u007e]/g, '%')
