import * as client from 'openid-client'
import { CALLBACK, secretOf, type ClientId, type TestServer } from './test-server.ts'
import { keepSecret } from './secrets-in-logs.ts'

/** What a relying party reads. */
export interface Claims {
  readonly sub: string
  readonly acr?: string
  readonly amr?: readonly string[]
  readonly auth_time?: number
}

export interface Started {
  readonly url: string
  /** Exchanges the code that came back and validates the id_token. */
  finish(arrived: URLSearchParams | undefined): Promise<Tokens>
}

export interface Tokens {
  readonly claims: Claims
  readonly idToken: string
  readonly accessToken: string
  readonly refreshToken?: string
}

export interface RelyingParty {
  readonly configuration: client.Configuration
  start(parameters?: Readonly<Record<string, string>>): Promise<Started>
  /** The same by a pushed authorization request (RFC 9126). */
  push(parameters?: Readonly<Record<string, string>>): Promise<Started>
}

type BuildUrl = (
  configuration: client.Configuration,
  parameters: Record<string, string>,
) => URL | Promise<URL>

/** A real relying party: openid-client, authorization code flow with PKCE, state and nonce. */
export async function relyingParty(
  server: Pick<TestServer, 'configuration'>,
  clientId: ClientId = 'shop',
): Promise<RelyingParty> {
  const configuration = await client.discovery(
    new URL(server.configuration.issuer),
    clientId,
    {},
    client.ClientSecretBasic(secretOf(clientId)),
    { execute: [client.allowInsecureRequests] },
  )
  const begin =
    (build: BuildUrl) =>
    async (parameters: Readonly<Record<string, string>> = {}): Promise<Started> => {
      const verifier = keepSecret(client.randomPKCECodeVerifier())
      const state = client.randomState()
      const nonce = client.randomNonce()
      const url = await build(configuration, {
        redirect_uri: CALLBACK,
        scope: 'openid',
        state,
        nonce,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ...parameters,
      })
      const maxAge = parameters['max_age']
      return {
        url: url.href,
        async finish(arrived) {
          if (!arrived) throw new Error('the browser did not come back to the relying party')
          const tokens = await client.authorizationCodeGrant(
            configuration,
            new URL(`${CALLBACK}?${arrived.toString()}`),
            {
              pkceCodeVerifier: verifier,
              expectedState: state,
              expectedNonce: nonce,
              idTokenExpected: true,
              ...(maxAge === undefined ? {} : { maxAge: Number(maxAge) }),
            },
          )
          const claims = tokens.claims()
          if (!claims) throw new Error('no id_token')
          return {
            claims: claims as unknown as Claims,
            idToken: keepSecret(tokens.id_token ?? ''),
            accessToken: keepSecret(tokens.access_token),
            ...(tokens.refresh_token === undefined
              ? {}
              : { refreshToken: keepSecret(tokens.refresh_token) }),
          }
        },
      }
    }
  return {
    configuration,
    start: begin(client.buildAuthorizationUrl),
    push: begin(client.buildAuthorizationUrlWithPAR),
  }
}

/** An essential demand for one of these classes (OpenID Connect Core 1.0 §5.5.1.1). */
export const essentialAcr = (...values: readonly string[]): { claims: string } => ({
  claims: JSON.stringify({ id_token: { acr: { essential: true, values } } }),
})
