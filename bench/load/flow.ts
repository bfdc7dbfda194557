import { createHash, randomBytes } from 'node:crypto'
import type { Answer, Visitor } from './visitor.ts'

/** The relying party of every candidate; nothing listens at its address. */
export const CLIENT = {
  client_id: 'shop',
  client_name: 'Shop',
  client_secret: 'a-secret-for-measuring-and-nothing-else',
  redirect_uris: ['http://localhost:9/callback'],
  grant_types: ['authorization_code'],
  response_types: ['code'],
  id_token_signed_response_alg: 'ES256',
  token_endpoint_auth_method: 'client_secret_basic',
} as const

const [CALLBACK] = CLIENT.redirect_uris

/** What somebody types, by the end of the form's address. */
export type Answers = Readonly<Record<string, Readonly<Record<string, string>>>>

/** What one flow came to. */
export interface Flown {
  /** Requests to the server, the two of the relying party included. */
  readonly requests: number
  /** Milliseconds that the token endpoint took. */
  readonly tokenTook: number
  readonly claims: Readonly<Record<string, unknown>>
}

/**
 * A whole sign-in as a relying party sees it: authorization request with PKCE, whatever pages come, the
 * way back, tokens, userinfo.
 *
 * @param parameters of the authorization request, beside the usual
 */
export async function flow(
  issuer: string,
  visitor: Visitor,
  answers: Answers,
  parameters: Readonly<Record<string, string>> = {},
): Promise<Flown> {
  const verifier = randomBytes(32).toString('base64url')
  const start = authorizationUrl(issuer, parameters, verifier)
  let requests = 0
  const send = (...sending: Parameters<Visitor['send']>): Promise<Answer> => {
    requests += 1
    return visitor.send(...sending)
  }
  let answer = await send(start.href)
  while (!isArrival(answer)) {
    if (requests > 20) throw new Error(`a flow does not end at ${answer.url}`)
    const location = redirectOf(answer)
    answer = await (location === undefined ? fill(answer, answers, send) : send(location))
  }
  const arrived = new URL(redirectOf(answer) ?? '').searchParams
  const code = arrived.get('code')
  if (code === null || arrived.get('state') !== start.searchParams.get('state')) {
    throw new Error(`no code came back: ${arrived.toString()}`)
  }
  const token = await send(`${issuer}/token`, {
    form: {
      grant_type: 'authorization_code',
      code,
      redirect_uri: CALLBACK,
      code_verifier: verifier,
    },
    authorization: `Basic ${btoa(`${CLIENT.client_id}:${CLIENT.client_secret}`)}`,
  })
  if (token.status !== 200) throw new Error(`the token endpoint says ${token.status} ${token.body}`)
  const tokens = JSON.parse(token.body) as { access_token: string; id_token: string }
  const userinfo = await send(`${issuer}/me`, {
    authorization: `Bearer ${tokens.access_token}`,
  })
  if (userinfo.status !== 200) throw new Error(`userinfo says ${userinfo.status} ${userinfo.body}`)
  return { requests, tokenTook: token.took, claims: claimsOf(tokens.id_token) }
}

/** Where a relying party sends somebody. */
export function authorizationUrl(
  issuer: string,
  parameters: Readonly<Record<string, string>> = {},
  verifier = randomBytes(32).toString('base64url'),
): URL {
  const url = new URL(`${issuer}/auth`)
  url.search = new URLSearchParams({
    client_id: CLIENT.client_id,
    response_type: 'code',
    redirect_uri: CALLBACK,
    scope: 'openid',
    state: randomBytes(12).toString('base64url'),
    nonce: randomBytes(12).toString('base64url'),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...parameters,
  }).toString()
  return url
}

const redirectOf = ({ status, headers, url }: Answer): string | undefined =>
  (status === 302 || status === 303) && headers.location !== undefined
    ? new URL(headers.location, url).href
    : undefined

const isArrival = (answer: Answer): boolean => redirectOf(answer)?.startsWith(CALLBACK) ?? false

/** Fills in the form that the page is there for. */
export function fill(
  { url, status, body }: Answer,
  answers: Answers,
  send: Visitor['send'],
): Promise<Answer> {
  if (status !== 200) throw new Error(`${url} says ${status}: ${body.slice(0, 2000)}`)
  const actions = [...body.matchAll(/<form[^>]* action="([^"]*)"/g)].map(
    ([, action = '']) => action,
  )
  for (const [end, fields] of Object.entries(answers)) {
    const action = actions.find((candidate) => candidate.endsWith(end))
    if (action === undefined) continue
    const hidden = /name="csrf" value="([^"]*)"/.exec(body)?.[1]
    const csrf = hidden === undefined ? {} : { csrf: hidden }
    return send(new URL(action, url).href, { form: { ...csrf, ...fields } })
  }
  throw new Error(`nobody knows what to answer at ${url}: ${actions.join()}`)
}

function claimsOf(idToken: string): Record<string, unknown> {
  const [, payload = ''] = idToken.split('.')
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>
}
