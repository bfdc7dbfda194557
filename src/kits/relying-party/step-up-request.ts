import {
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  type Configuration,
} from 'openid-client'
import type { StepUpRequirement } from './check-step-up.ts'

/** How the authorization request is written. */
export interface StepUpRequestOptions {
  readonly redirectUri: string
  /**
   * Beside `openid`; names with spaces between.
   * @default nothing
   */
  readonly scope?: string | undefined
  /**
   * What a challenge may add to it. An API that is not who it seems could otherwise have a person let it into anything that
   * this relying party may ask for.
   * @default nothing
   */
  readonly challengeScope?: string | undefined
  /**
   * How the class is asked for. An essential claim is met or it is an error; `acr_values` is voluntary
   * and may go unmet (OpenID Connect Core 1.0 §5.5.1.1), but providers without the `claims` parameter
   * know nothing else. The answer is checked either way.
   * @default 'essential_claim'
   */
  readonly ask?: 'essential_claim' | 'acr_values' | undefined
  /**
   * The API, as the provider knows it (RFC 8707); goes with the token request too.
   * @default the provider's choice
   */
  readonly resource?: string | undefined
  /** Further parameters, such as `login_hint`. */
  readonly parameters?: Readonly<Record<string, string>> | undefined
}

/** What is asked for; a challenge is one. */
export interface StepUpDemand extends StepUpRequirement {
  readonly scope?: readonly string[] | undefined
}

/** An authorization request, and what its answer is to be checked with. */
export interface StepUpRequest {
  readonly url: URL
  readonly state: string
  readonly nonce: string
  readonly codeVerifier: string
}

/** The way to the provider: code flow with PKCE, state and nonce (RFC 9470 §4, RFC 9700 §2.1.1). */
export async function stepUpRequest(
  configuration: Configuration,
  { acrValues, maxAge, scope = [] }: StepUpDemand,
  options: StepUpRequestOptions,
): Promise<StepUpRequest> {
  const { redirectUri, ask = 'essential_claim', resource, parameters = {} } = options
  const state = randomState()
  const nonce = randomNonce()
  const codeVerifier = randomPKCECodeVerifier()
  const accepted = namesIn(options.challengeScope)
  const scopes = new Set([
    'openid',
    ...namesIn(options.scope),
    ...scope.filter((one) => accepted.includes(one)),
  ])
  const url = buildAuthorizationUrl(configuration, {
    ...parameters,
    redirect_uri: redirectUri,
    scope: [...scopes].join(' '),
    state,
    nonce,
    code_challenge: await calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: 'S256',
    ...(resource !== undefined && { resource }),
    ...(acrValues &&
      (ask === 'acr_values'
        ? { acr_values: acrValues.join(' ') }
        : { claims: essentialAcr(acrValues) })),
    ...(maxAge !== undefined && { max_age: String(maxAge) }),
  })
  return { url, state, nonce, codeVerifier }
}

const namesIn = (list = ''): string[] => list.split(' ').filter((one) => one !== '')

const essentialAcr = (values: readonly string[]): string =>
  JSON.stringify({ id_token: { acr: { essential: true, values } } })
