import * as oauth from 'oauth4webapi'
import type { Page } from '../support/browser.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { CALLBACK, secretOf, type ClientId, type TestServer } from '../support/test-server.ts'
import type { Parameters } from '../support/visit.ts'

const INSECURE = { [oauth.allowInsecureRequests]: true }

/** One authorization request, and what its answer is held against. */
export interface Request {
  readonly url: string
  /** The parameters that came back, once `state` and `iss` are checked; throws what came back as an error. */
  validate(page: Page): URLSearchParams
  /** Validates, exchanges the code, and validates the ID token with its `nonce` and `max_age`. */
  finish(page: Page): Promise<Answer>
}

export interface Answer {
  readonly claims: oauth.IDToken
  readonly accessToken: string
  readonly refreshToken: string | undefined
}

export interface Party {
  readonly metadata: oauth.AuthorizationServer
  authorize(parameters?: Parameters): Promise<Request>
  /** By a pushed request (RFC 9126). */
  push(parameters?: Parameters): Promise<Request>
  refresh(refreshToken: string | undefined): Promise<Answer>
  introspect(accessToken: string): Promise<oauth.IntrospectionResponse>
}

/** A relying party made of nothing but the calls of a strict library. */
export async function openParty(server: TestServer, clientId: ClientId = 'shop'): Promise<Party> {
  const issuer = new URL(server.configuration.issuer)
  const client: oauth.Client = { client_id: clientId }
  const authentication = oauth.ClientSecretBasic(secretOf(clientId))
  const as = await oauth.processDiscoveryResponse(
    issuer,
    await oauth.discoveryRequest(issuer, INSECURE),
  )

  const answerOf = (response: oauth.TokenEndpointResponse): Answer => {
    const claims = oauth.getValidatedIdTokenClaims(response)
    if (!claims) throw new Error('no ID token')
    keepSecret(response.id_token ?? '')
    return {
      claims,
      accessToken: keepSecret(response.access_token),
      refreshToken: response.refresh_token && keepSecret(response.refresh_token),
    }
  }

  const begin = async (parameters: Parameters, pushed: boolean): Promise<Request> => {
    const verifier = keepSecret(oauth.generateRandomCodeVerifier())
    const state = oauth.generateRandomState()
    const nonce = oauth.generateRandomNonce()
    const all = new URLSearchParams({
      client_id: clientId,
      response_type: 'code',
      redirect_uri: CALLBACK,
      scope: 'openid',
      state,
      nonce,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...parameters,
    })
    const url = new URL(as.authorization_endpoint ?? '')
    url.search = (pushed ? await pushRequest(all) : all).toString()

    const validate = ({ arrived }: Page): URLSearchParams => {
      if (!arrived) throw new Error('the browser did not come back')
      return oauth.validateAuthResponse(as, client, arrived, state)
    }
    return {
      url: url.href,
      validate,
      async finish(page) {
        const response = await oauth.authorizationCodeGrantRequest(
          as,
          client,
          authentication,
          validate(page),
          CALLBACK,
          verifier,
          INSECURE,
        )
        const { max_age: maxAge } = parameters
        return answerOf(
          await oauth.processAuthorizationCodeResponse(as, client, response, {
            expectedNonce: nonce,
            requireIdToken: true,
            ...(maxAge === undefined ? {} : { maxAge: Number(maxAge) }),
          }),
        )
      },
    }
  }

  async function pushRequest(parameters: URLSearchParams): Promise<URLSearchParams> {
    const { request_uri: requestUri } = await oauth.processPushedAuthorizationResponse(
      as,
      client,
      await oauth.pushedAuthorizationRequest(as, client, authentication, parameters, INSECURE),
    )
    return new URLSearchParams({ client_id: clientId, request_uri: requestUri })
  }

  return {
    metadata: as,
    authorize: (parameters = {}) => begin(parameters, false),
    push: (parameters = {}) => begin(parameters, true),
    refresh: async (refreshToken = '') =>
      answerOf(
        await oauth.processRefreshTokenResponse(
          as,
          client,
          await oauth.refreshTokenGrantRequest(as, client, authentication, refreshToken, INSECURE),
        ),
      ),
    introspect: async (accessToken) =>
      oauth.processIntrospectionResponse(
        as,
        client,
        await oauth.introspectionRequest(as, client, authentication, accessToken, INSECURE),
      ),
  }
}
