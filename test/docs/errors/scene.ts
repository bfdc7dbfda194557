import { strict as assert } from 'node:assert'
import { createHash } from 'node:crypto'
import { SignJWT } from 'jose'
import { Person } from '../../support/person.ts'
import { relyingParty } from '../../support/relying-party.ts'
import { keepSecret } from '../../support/secrets-in-logs.ts'
import { CALLBACK, clientsWith, secretOf, type TestServer } from '../../support/test-server.ts'
import { signIn, type Parameters } from '../../support/visit.ts'

export const API = 'https://api.example.com/'
export const DEVICE = 'urn:ietf:params:oauth:grant-type:device_code'

/** What was sent and may stand in no description and no line of the log. */
export const SENT = keepSecret('what-somebody-sent-by-mistake-and-is-secret')

const app = (id: string, further: Readonly<Record<string, unknown>>) => ({
  client_id: id,
  redirect_uris: [CALLBACK],
  first_party: true,
  ...further,
})

const SECRETS = {
  robot: keepSecret('a-secret-of-the-robot-and-nobody-else'),
  pusher: keepSecret('a-secret-of-the-pusher-and-nobody-else'),
  careful: keepSecret('a-secret-of-the-careful-and-nobody-else'),
  signer: keepSecret('a-secret-of-the-signer-and-nobody-else'),
}

/** One client for each option that an error can name. */
export const ERROR_CLIENTS = [
  ...clientsWith({
    shop: { grant_types: ['authorization_code', 'refresh_token', DEVICE] },
    kiosk: { scope: 'openid' },
  }),
  app('robot', {
    client_secret: SECRETS.robot,
    grant_types: ['client_credentials'],
    redirect_uris: [],
    response_types: [],
  }),
  app('pusher', { client_secret: SECRETS.pusher, require_pushed_authorization_requests: true }),
  app('signer', { client_secret: SECRETS.signer, require_signed_request_object: true }),
  app('careful', { client_secret: SECRETS.careful, require_pkce: true }),
  app('phone', {
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    first_party: false,
  }),
]

export const ERROR_RESOURCES = (['opaque', 'jwt'] as const).map((accessTokenFormat) => ({
  identifier: accessTokenFormat === 'opaque' ? API : `${API}jwt`,
  scopes: ['payments'],
  clients: { shop: ['payments'], robot: ['payments'] },
  accessTokenFormat,
  accessTokenLifetime: 600,
}))

/** What a developer is answered. */
export interface Refused {
  readonly error: string
  readonly description: string
  readonly headers: Headers
}

/** A list is a parameter that is sent several times; undefined is one that is left out. */
export type Fields = Readonly<Record<string, string | readonly string[] | undefined>>

export const VERIFIER = keepSecret('v'.repeat(43))

const AUTHORIZATION = {
  client_id: 'shop',
  redirect_uri: CALLBACK,
  response_type: 'code',
  scope: 'openid',
  code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
  code_challenge_method: 'S256',
  state: 'here',
}

export const SHOP = { client_id: 'shop', client_secret: secretOf('shop') }
export const CAREFUL = { client_id: 'careful', client_secret: SECRETS.careful }
export const ROBOT = { client_id: 'robot', client_secret: SECRETS.robot }

function encoded(fields: Fields): URLSearchParams {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(fields)) {
    for (const one of typeof value === 'string' ? [value] : (value ?? [])) search.append(name, one)
  }
  return search
}

const redemption = (code: string) => ({
  grant_type: 'authorization_code',
  code,
  redirect_uri: CALLBACK,
  code_verifier: VERIFIER,
})

/** Everything that the rows ask with: real requests, as a relying party sends them. */
export class ErrorScene {
  readonly server: TestServer

  constructor(server: TestServer) {
    this.server = server
  }

  person = (): Promise<Person> => Person.of(this.server)

  /** Somebody with a session, and what the shop got. */
  async signedIn(parameters: Parameters = {}) {
    const person = await this.person()
    return { person, tokens: await signIn(person, await relyingParty(this.server), parameters) }
  }

  /** The authorization endpoint, in a browser: what goes to the redirect URI, or stands on a page. */
  async authorize(fields: Fields, person?: Person): Promise<Refused> {
    const { browser } = person ?? (await this.person())
    const page = await browser.open(
      this.#at(`/auth?${encoded({ ...AUTHORIZATION, ...fields }).toString()}`),
    )
    return refusedOn(page)
  }

  /** As far as the code, for whoever is signed in. */
  async code(person: Person, fields: Fields = {}): Promise<string> {
    const address = `/auth?${encoded({ ...AUTHORIZATION, ...fields }).toString()}`
    const { arrived } = await person.browser.open(this.#at(address))
    return keepSecret(arrived?.get('code') ?? '')
  }

  push = (fields: Fields): Promise<Refused> =>
    this.post('/request', { ...AUTHORIZATION, ...SHOP, ...fields })

  token = (fields: Fields, headers: Record<string, string> = {}): Promise<Refused> =>
    this.post('/token', { ...SHOP, ...fields }, headers)

  redeem = (code: string, fields: Fields = {}): Promise<Refused> =>
    this.token({ ...redemption(code), ...fields })

  /** As it should be: the code is gone. @returns the access token */
  async spend(code: string): Promise<string> {
    const answer = await this.#send('/token', { ...SHOP, ...redemption(code) })
    assert.equal(answer.status, 200)
    const { access_token: token = '', id_token: idToken = '' } = (await answer.json()) as Record<
      string,
      string
    >
    if (idToken !== '') keepSecret(idToken)
    return keepSecret(token)
  }

  introspect = (fields: Fields): Promise<Refused> =>
    this.post('/token/introspection', { ...SHOP, ...fields })

  revoke = (fields: Fields): Promise<Refused> =>
    this.post('/token/revocation', { ...SHOP, ...fields })

  device = (fields: Fields): Promise<Refused> =>
    this.post('/device/auth', { ...SHOP, scope: 'openid', ...fields })

  /** A device that has asked: what it shows, and what it polls with. */
  async askedDevice(fields: Fields = {}) {
    const answer = await this.#send('/device/auth', { ...SHOP, scope: 'openid', ...fields })
    const { device_code: deviceCode = '', user_code: userCode = '' } =
      (await answer.json()) as Record<string, string>
    return { deviceCode: keepSecret(deviceCode), userCode }
  }

  poll = (deviceCode: string): Promise<Refused> =>
    this.token({ grant_type: DEVICE, device_code: deviceCode })

  async userinfo(headers: Record<string, string>, query = ''): Promise<Refused> {
    return refusedIn(await fetch(this.#at(`/me${query}`), { headers }))
  }

  async endSession(fields: Fields): Promise<Refused> {
    const address = this.#at(`/session/end?${encoded(fields).toString()}`)
    const answer = await fetch(address, { headers: { Accept: 'text/html' } })
    return { ...shownIn(await answer.text()), headers: answer.headers }
  }

  /** An access token of an API, in that API's format. */
  async apiToken(resource: string): Promise<string> {
    const answer = await this.#send('/token', {
      ...ROBOT,
      grant_type: 'client_credentials',
      scope: 'payments',
      resource,
    })
    const { access_token: token = '' } = (await answer.json()) as Record<string, string>
    return keepSecret(token)
  }

  /** A request object of the shop (RFC 9101), with something in it changed; undefined leaves a claim out. */
  requestObject(claims: Readonly<Record<string, unknown>> = {}, secret = SHOP.client_secret) {
    const { issuer } = this.server.configuration
    const payload = { ...AUTHORIZATION, iss: 'shop', aud: issuer, ...claims }
    return new SignJWT(payload)
      .setProtectedHeader({ alg: 'HS256' })
      .setExpirationTime(typeof claims['exp'] === 'number' ? claims['exp'] : '1m')
      .sign(Buffer.from(secret))
  }

  async post(path: string, fields: Fields, headers: Record<string, string> = {}): Promise<Refused> {
    return refusedIn(await this.#send(path, fields, headers))
  }

  #send(path: string, fields: Fields, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(this.#at(path), { method: 'POST', body: encoded(fields), headers })
  }

  #at(path: string): string {
    return `${this.server.configuration.issuer}${path}`
  }
}

async function refusedIn(answer: Response): Promise<Refused> {
  const text = await answer.text()
  const { error = '', error_description: description = '' } = text.startsWith('{')
    ? (JSON.parse(text) as Record<string, string>)
    : {}
  assert.ok(answer.status >= 400, `${answer.status}: ${text.slice(0, 200)}`)
  return { error, description, headers: answer.headers }
}

/** At the relying party, or on the page that nobody is sent away from. */
function refusedOn(page: Person['browser']['page']): Refused {
  const { headers } = page
  if (page.arrived) {
    const { hash } = new URL(page.url)
    const arrived = hash === '' ? page.arrived : new URLSearchParams(hash.slice(1))
    const of = (name: string): string => arrived.get(name) ?? ''
    return { error: of('error'), description: of('error_description'), headers }
  }
  return { ...shownIn(page.html), headers }
}

/** What stands on the page for the developer. */
function shownIn(html: string): Pick<Refused, 'error' | 'description'> {
  if (html.startsWith('{')) {
    const told = JSON.parse(html) as Record<string, string>
    return { error: told['error'] ?? '', description: told['error_description'] ?? '' }
  }
  const text = html
    .replaceAll(/<[^>]*>/g, '\n')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const at = text.findIndex((line) => /^[a-z]+(_[a-z]+)+:?$/.test(line))
  const [error = '', description = ''] = text.slice(Math.max(0, at))
  return { error: error.replace(':', ''), description }
}
