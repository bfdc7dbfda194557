import { createHash, createPublicKey, randomBytes, verify, type JsonWebKey } from 'node:crypto'

/*
 * A client written from OpenID Connect Core 1.0, Discovery 1.0, RP-Initiated Logout 1.0 and Back-Channel Logout 1.0
 * alone, with no library and nothing of ours: it does what the text demands, and nothing that it leaves free. No PKCE
 * and no nonce unless asked for, RS256 because it names no algorithm, and the checks of Core §3.1.3.7.
 */

export type Json = Readonly<Record<string, unknown>>

/** How the client shows who it is at the token endpoint (Core §9). */
export type Authentication = 'client_secret_basic' | 'client_secret_post' | 'none'

export interface Registration {
  readonly client_id: string
  readonly client_secret?: string
  readonly redirect_uri: string
}

export interface Tokens {
  readonly accessToken: string
  readonly idToken: string
  readonly refreshToken: string | undefined
  /** The ID token's, verified. */
  readonly claims: Json
  readonly scope: string | undefined
}

/** An error answer of the provider, at whichever endpoint. */
export class Refused extends Error {
  readonly error: string
  readonly description: string

  constructor(error: string, description: string) {
    super(`${error}: ${description}`)
    this.error = error
    this.description = description
  }
}

export interface Expected {
  readonly nonce?: string
  /** Seconds, where the request had one: `auth_time` has to be there, and young enough. */
  readonly maxAge?: number
}

const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout'

export class PlainClient {
  readonly registration: Registration
  readonly authentication: Authentication
  readonly metadata: Json
  readonly #now: () => number
  #keys: readonly JsonWebKey[] = []

  private constructor(
    registration: Registration,
    authentication: Authentication,
    metadata: Json,
    now: () => number,
  ) {
    this.registration = registration
    this.authentication = authentication
    this.metadata = metadata
    this.#now = now
  }

  /** @param now seconds since the epoch */
  static async discover(
    issuer: string,
    registration: Registration,
    authentication: Authentication,
    now: () => number,
  ): Promise<PlainClient> {
    const response = await fetch(`${issuer}/.well-known/openid-configuration`)
    const metadata = (await response.json()) as Json
    // Discovery §4.3.
    if (metadata['issuer'] !== issuer) throw new Error(`issuer is ${String(metadata['issuer'])}`)
    // §3: what has to be there, and what its value has to hold.
    for (const [name, value] of [
      ['response_types_supported', 'code'],
      ['subject_types_supported', 'public'],
      ['id_token_signing_alg_values_supported', 'RS256'],
      ['token_endpoint_auth_methods_supported', authentication],
      ['scopes_supported', 'openid'],
    ] as const) {
      const values = metadata[name]
      if (!Array.isArray(values) || !values.includes(value)) {
        throw new Error(`${name} is ${JSON.stringify(values)}`)
      }
    }
    return new PlainClient(registration, authentication, metadata, now)
  }

  endpoint(name: string): string {
    const value = this.metadata[name]
    if (typeof value !== 'string') throw new Error(`no ${name} in the metadata`)
    return value
  }

  /** An authentication request (Core §3.1.2.1): what is required, and `state`. */
  request(further: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
    return {
      response_type: 'code',
      scope: 'openid',
      client_id: this.registration.client_id,
      redirect_uri: this.registration.redirect_uri,
      state: randomBytes(16).toString('base64url'),
      ...further,
    }
  }

  authorizationUrl(request: Readonly<Record<string, string>>): string {
    return `${this.endpoint('authorization_endpoint')}?${new URLSearchParams(request).toString()}`
  }

  /**
   * The code of an answer (Core §3.1.2.5).
   *
   * @throws Refused for an error answer
   */
  codeOf(request: Readonly<Record<string, string>>, answer: URLSearchParams | undefined): string {
    if (!answer) throw new Error('the browser did not come back')
    if (answer.get('state') !== request['state']) throw new Error('another state came back')
    const error = answer.get('error')
    if (error !== null) throw new Refused(error, answer.get('error_description') ?? '')
    const code = answer.get('code')
    if (code === null) throw new Error('neither a code nor an error came back')
    return code
  }

  /** The token request (Core §3.1.3.1), and its answer verified. */
  async redeem(
    code: string,
    expected: Expected = {},
    further: Readonly<Record<string, string>> = {},
  ): Promise<Tokens> {
    const answer = await this.token({
      grant_type: 'authorization_code',
      code,
      redirect_uri: this.registration.redirect_uri,
      ...further,
    })
    return this.#tokensOf(answer, expected)
  }

  /** Core §12. */
  async refresh(tokens: Pick<Tokens, 'refreshToken' | 'claims'>): Promise<Tokens> {
    const refreshToken = tokens.refreshToken
    if (refreshToken === undefined) throw new Error('there is no refresh token')
    const answer = await this.token({ grant_type: 'refresh_token', refresh_token: refreshToken })
    const next = await this.#tokensOf(answer, {}, tokens.claims)
    // §12.2: the same person, and the same authentication.
    for (const name of ['iss', 'sub', 'auth_time']) {
      if (next.claims[name] !== tokens.claims[name]) throw new Error(`another ${name}`)
    }
    // RFC 6749 §6: where no new one comes, the former goes on.
    return { ...next, refreshToken: next.refreshToken ?? refreshToken }
  }

  /** @throws Refused for an error answer */
  async token(parameters: Readonly<Record<string, string>>): Promise<Json> {
    const { client_id: id, client_secret: secret = '' } = this.registration
    const body = new URLSearchParams(parameters)
    const headers = new Headers()
    if (this.authentication === 'client_secret_basic') {
      // RFC 6749 §2.3.1: both form-urlencoded first.
      const encoded = [id, secret].map((part) =>
        new URLSearchParams({ '': part }).toString().slice(1),
      )
      headers.set('Authorization', `Basic ${Buffer.from(encoded.join(':')).toString('base64')}`)
    } else {
      body.set('client_id', id)
      if (this.authentication === 'client_secret_post') body.set('client_secret', secret)
    }
    const response = await fetch(this.endpoint('token_endpoint'), { method: 'POST', headers, body })
    const answer = (await response.json()) as Json
    if (!response.ok)
      throw new Refused(String(answer['error']), String(answer['error_description']))
    // RFC 6749 §5.1.
    if (response.headers.get('Cache-Control') !== 'no-store') throw new Error('a cache may keep it')
    return answer
  }

  async #tokensOf(answer: Json, expected: Expected, former?: Json): Promise<Tokens> {
    const { access_token: accessToken, id_token: idToken, refresh_token: refreshToken } = answer
    if (typeof accessToken !== 'string') throw new Error('no access token')
    if (String(answer['token_type']).toLowerCase() !== 'bearer') throw new Error('no bearer token')
    // §12.2: a refresh may come without an ID token, and what was known goes on.
    const claims =
      typeof idToken === 'string' ? await this.verifyIdToken(idToken, expected) : former
    if (!claims) throw new Error('no ID token')
    return {
      accessToken,
      idToken: typeof idToken === 'string' ? idToken : '',
      refreshToken: typeof refreshToken === 'string' ? refreshToken : undefined,
      claims,
      scope: typeof answer['scope'] === 'string' ? answer['scope'] : undefined,
    }
  }

  /** Core §3.1.3.7, in its order. */
  async verifyIdToken(token: string, { nonce, maxAge }: Expected = {}): Promise<Json> {
    const { claims } = await this.#verify(token)
    if (claims['nonce'] !== nonce) throw new Error('another nonce')
    for (const name of ['sub', 'exp', 'iat']) {
      if (claims[name] === undefined) throw new Error(`no ${name}`)
    }
    if (maxAge !== undefined) {
      const at = claims['auth_time']
      if (typeof at !== 'number') throw new Error('no auth_time')
      if (this.#now() - at > maxAge) throw new Error('too long ago')
    }
    return claims
  }

  /** Back-Channel Logout §2.6. */
  async verifyLogoutToken(token: string): Promise<Json> {
    const { header, claims } = await this.#verify(token)
    if (header['alg'] === 'none') throw new Error('not signed')
    if (claims['sub'] === undefined && claims['sid'] === undefined) throw new Error('names nobody')
    const events = claims['events']
    if (typeof events !== 'object' || events === null || !(LOGOUT_EVENT in events)) {
      throw new Error('no event')
    }
    if ('nonce' in claims) throw new Error('could be taken for an ID token')
    for (const name of ['iat', 'exp', 'jti']) {
      if (claims[name] === undefined) throw new Error(`no ${name}`)
    }
    return claims
  }

  /** Signature, issuer, audience and time: what ID tokens and logout tokens have in common. */
  async #verify(token: string): Promise<{ readonly header: Json; readonly claims: Json }> {
    const [head = '', body = '', signature = ''] = token.split('.')
    const header = decoded(head)
    // §3.1.3.7 (7): the algorithm of a client that registered none.
    if (header['alg'] !== 'RS256') throw new Error(`signed by ${String(header['alg'])}`)
    const key = createPublicKey({ key: await this.#key(header['kid']), format: 'jwk' })
    const isTrue = verify(
      'sha256',
      Buffer.from(`${head}.${body}`),
      key,
      Buffer.from(signature, 'base64url'),
    )
    if (!isTrue) throw new Error('the signature is wrong')
    const claims = decoded(body)
    if (claims['iss'] !== this.metadata['issuer']) throw new Error('another issuer')
    const audience = [claims['aud']].flat()
    if (!audience.includes(this.registration.client_id)) throw new Error('another audience')
    if (audience.length > 1 && claims['azp'] !== this.registration.client_id) throw new Error('azp')
    if (!(Number(claims['exp']) > this.#now())) throw new Error('expired')
    return { header, claims }
  }

  /** Core §10.1.1: an unknown `kid` is looked for once more. */
  async #key(kid: unknown): Promise<JsonWebKey> {
    const known = () =>
      this.#keys.filter(
        (key) => key.kty === 'RSA' && (kid === undefined || Reflect.get(key, 'kid') === kid),
      )
    if (known().length === 0) {
      const response = await fetch(this.endpoint('jwks_uri'))
      const { keys } = (await response.json()) as { readonly keys: readonly JsonWebKey[] }
      this.#keys = keys
    }
    const [key, another] = known()
    if (!key || another) throw new Error(`no single key ${String(kid)}`)
    return key
  }

  /** Core §5.3.1, in either way of RFC 6750. */
  async userinfo(
    { accessToken, claims }: Pick<Tokens, 'accessToken' | 'claims'>,
    how: 'GET' | 'POST' | 'POST in the body' = 'GET',
  ): Promise<Json> {
    const inBody = how === 'POST in the body'
    const response = await fetch(this.endpoint('userinfo_endpoint'), {
      method: how === 'GET' ? 'GET' : 'POST',
      headers: inBody ? {} : { Authorization: `Bearer ${accessToken}` },
      ...(inBody ? { body: new URLSearchParams({ access_token: accessToken }) } : {}),
    })
    if (!response.ok) throw new Error(`userinfo answers ${response.status}`)
    const told = (await response.json()) as Json
    // §5.3.2: or it may not be used.
    if (told['sub'] !== claims['sub']) throw new Error('somebody else')
    return told
  }

  /** RP-Initiated Logout §2. */
  logout(further: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
    return { state: randomBytes(16).toString('base64url'), ...further }
  }

  logoutUrl(request: Readonly<Record<string, string>>): string {
    return `${this.endpoint('end_session_endpoint')}?${new URLSearchParams(request).toString()}`
  }
}

const decoded = (part: string): Json =>
  JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Json

/** RFC 7636, for the client without a secret. */
export function pkce(): {
  readonly verifier: string
  readonly parameters: Readonly<Record<string, string>>
} {
  const verifier = randomBytes(32).toString('base64url')
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  return {
    verifier,
    parameters: { code_challenge: challenge, code_challenge_method: 'S256' },
  }
}
