import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider, interactionPolicy, type InteractionResults, type JWK } from 'oidc-provider'
import type { DemoClientMetadata } from '../../src/demo/index.ts'
import { createPatientServer } from '../support/listener.ts'
import { RSA_KEY } from '../support/test-keys.ts'

export const ONE_FACTOR = 'urn:step-up:1fa'
export const TWO_FACTORS = 'urn:step-up:2fa'

/** What the provider answers the next requests with, whatever they ask: it may well be wrong. */
export interface Answer {
  readonly accountId: string
  readonly acr: string
  readonly amr: readonly string[]
  /** Seconds before now. */
  readonly age: number
  /** Instead of a sign-in. */
  readonly error?: string
}

export const PASSWORD: Answer = { accountId: 'ada', acr: ONE_FACTOR, amr: ['pwd'], age: 0 }
export const CODE: Answer = {
  accountId: 'ada',
  acr: TWO_FACTORS,
  amr: ['pwd', 'otp', 'mfa'],
  age: 0,
}

/** A port with nobody behind it yet, so that a client can be registered before the provider is. */
export async function listen(): Promise<{ server: Server; issuer: string }> {
  const server = createPatientServer().listen(0, 'localhost')
  await once(server, 'listening')
  return { server, issuer: `http://localhost:${(server.address() as AddressInfo).port}` }
}

export interface BareProvider {
  answer: Answer
  /** What access tokens say instead of the truth. */
  tokenAcr?: string
  /** The queries of the authorization requests that came, oldest first. */
  readonly requests: URLSearchParams[]
}

/** The bare library, whose one interaction signs in at once and as `answer` says. */
export async function serveBareProvider(
  server: Server,
  issuer: string,
  client: DemoClientMetadata,
): Promise<BareProvider> {
  const policy = interactionPolicy.base()
  const login = policy.get('login')
  // Every request interacts, so that each can be answered differently in one session.
  login?.checks.clear()
  login?.checks.add(
    new interactionPolicy.Check('each_time', 'each request is answered anew', (ctx) =>
      Promise.resolve(!ctx.oidc.result?.login),
    ),
  )
  const bare: BareProvider = { answer: PASSWORD, requests: [] }
  const provider = new Provider(issuer, {
    clients: [client],
    jwks: { keys: [{ ...RSA_KEY }] as JWK[] },
    cookies: { keys: ['a key of the tests alone'] },
    claims: { openid: ['sub', 'acr', 'amr', 'auth_time'] },
    acrValues: [ONE_FACTOR, TWO_FACTORS],
    features: {
      devInteractions: { enabled: false },
      claimsParameter: { enabled: true },
      introspection: { enabled: true },
    },
    extraTokenClaims: (ctx) => {
      const { acr, amr, authTime } = ctx.oidc.entities.AuthorizationCode ?? {}
      return { acr: bare.tokenAcr ?? acr, amr, auth_time: authTime }
    },
    findAccount: (_ctx, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    loadExistingGrant: async (ctx) => {
      const { clientId } = ctx.oidc.client!
      const known = ctx.oidc.session!.grantIdFor(clientId)
      if (known !== undefined) return ctx.oidc.provider.Grant.find(known)
      const grant = new ctx.oidc.provider.Grant({
        clientId,
        accountId: ctx.oidc.session!.accountId!,
      })
      grant.addOIDCScope('openid')
      ctx.oidc.session!.ensureClientContainer(clientId)
      ctx.oidc.session!.grantIdFor(clientId, await grant.save())
      return grant
    },
    interactions: { policy, url: (_ctx, { uid }) => `/interaction/${uid}` },
  })
  const handle = provider.callback()
  server.on('request', (request, response) => {
    const url = new URL(request.url ?? '/', issuer)
    if (url.pathname === '/auth') bare.requests.push(url.searchParams)
    void (url.pathname.startsWith('/interaction/')
      ? provider.interactionFinished(request, response, resultOf(bare.answer))
      : handle(request, response))
  })
  return bare
}

const resultOf = ({ error, age, amr, ...rest }: Answer): InteractionResults =>
  error === undefined
    ? { login: { ...rest, amr: [...amr], ts: Math.floor(Date.now() / 1000) - age } }
    : { error, error_description: 'as the test wants it' }
