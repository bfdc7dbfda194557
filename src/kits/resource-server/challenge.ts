import type { Scheme, TokenProblem } from './access-token.ts'
import type { ProofProblem } from './dpop-proof.ts'
import type { InsufficientScope, InsufficientUserAuthentication } from './requirement.ts'

/** Why a request is not served. Every refusal is a response: `challengeOf` makes it. */
export type Refusal =
  /** No token in the Authorization header, or under a scheme that is not accepted. */
  | { readonly code: 'token_missing' }
  /** The Authorization header is not what RFC 6750 §2.1 makes it. */
  | { readonly code: 'invalid_request' }
  | { readonly code: 'invalid_token'; readonly reason: TokenProblem }
  | { readonly code: 'invalid_dpop_proof'; readonly reason: ProofProblem }
  | InsufficientUserAuthentication
  | InsufficientScope

/** The literal by which programs tell refusals apart. */
export type RefusalCode = Refusal['code']

/** What a challenge says beside the refusal itself. */
export interface ChallengeOptions {
  /**
   * The scheme under which the token came.
   * @default 'Bearer'
   */
  readonly scheme?: Scheme
  /**
   * The schemes that the API accepts.
   * @default only the one under which the token came
   */
  readonly accepted?: readonly Scheme[]
  /** Algorithms of DPoP proofs (RFC 9449 §7.1). */
  readonly algorithms?: readonly string[]
  /**
   * What is protected. No scheme stands bare: RFC 6750 §3 wants a parameter after `Bearer`, and clients take a bare scheme in a
   * list for malformed.
   * @default 'api'
   */
  readonly realm?: string
}

/** The HTTP response that a refusal is (RFC 6750 §3, RFC 9470 §3). */
export interface RefusalResponse {
  readonly status: number
  readonly headers: Readonly<Record<'WWW-Authenticate' | 'Cache-Control', string>>
  /** To be sent as JSON: for the client's developer. The header is what clients read. */
  readonly body: { readonly error: string; readonly error_description: string }
}

/** RFC 6750 §3.1, RFC 9470 §3, RFC 9449 §7.1. The texts are within RFC 6750's characters. */
const RESPONSES = {
  token_missing: { status: 401, text: 'An access token is required' },
  invalid_request: { status: 400, text: 'The Authorization header is malformed' },
  invalid_token: { status: 401, text: 'The access token is not valid' },
  invalid_dpop_proof: { status: 401, text: 'The DPoP proof is not valid' },
  insufficient_user_authentication: {
    status: 401,
    text: 'The user has to authenticate in another way, or again',
  },
  insufficient_scope: { status: 403, text: 'The access token lacks scope' },
} as const satisfies Record<RefusalCode, { readonly status: number; readonly text: string }>

const REASONS = {
  malformed: 'it is malformed',
  type: 'it is not an access token',
  algorithm: 'its algorithm is not accepted',
  signature: 'its signature does not verify',
  issuer: 'it is from another issuer',
  audience: 'it is for another audience',
  expired: 'it has expired',
  inactive: 'it is not active',
  binding: 'it is bound to a key that was not proved',
  claims: 'its claims do not match the request',
  time: 'it is not recent',
  replayed: 'it was used before',
} as const satisfies Record<TokenProblem | ProofProblem, string>

/** The response that a refusal is. `Bearer` and `DPoP` challenges have the same parameters. */
export function challengeOf(refusal: Refusal, options: ChallengeOptions = {}): RefusalResponse {
  const { scheme = 'Bearer', accepted = [scheme], algorithms = [], realm = 'api' } = options
  const { status, text } = RESPONSES[refusal.code]
  const description = 'reason' in refusal ? `${text}: ${REASONS[refusal.reason]}` : text
  // The challenge that answers comes first; the other scheme is told, and says nothing of the error.
  const [first = scheme, ...others] = accepted.toSorted(
    (one, other) => Number(other === scheme) - Number(one === scheme),
  )
  const own = (name: Scheme): Parameter[] =>
    name === 'DPoP' && algorithms.length > 0 ? [['algs', algorithms.join(' ')]] : []
  const challenge = (name: Scheme, parameters: readonly Parameter[] = []): string =>
    write(name, [...parameters, ['realm', realm], ...own(name)])
  const challenges = [
    challenge(first, parametersOf(refusal, description)),
    ...others.map((name) => challenge(name)),
  ]
  return {
    status,
    headers: { 'WWW-Authenticate': challenges.join(', '), 'Cache-Control': 'no-store' },
    body: {
      error: refusal.code === 'token_missing' ? 'invalid_token' : refusal.code,
      error_description: description,
    },
  }
}

type Parameter = readonly [name: string, value: string | number]

function parametersOf(refusal: Refusal, description: string): Parameter[] {
  // Who sends no token learns no error code (RFC 6750 §3.1).
  if (refusal.code === 'token_missing') return []
  const { acrValues, maxAge, scope } = { ...NOTHING, ...refusal }
  return [
    ['error', refusal.code],
    ['error_description', description],
    ...(acrValues ? [['acr_values', acrValues.join(' ')] as const] : []),
    ...(maxAge === undefined ? [] : [['max_age', maxAge] as const]),
    ...(scope && scope.length > 0 ? [['scope', scope.join(' ')] as const] : []),
  ]
}

interface ChallengeParameters {
  readonly acrValues?: readonly string[]
  readonly maxAge?: number
  readonly scope?: readonly string[]
}
const NOTHING: ChallengeParameters = {}

const write = (scheme: Scheme, parameters: readonly Parameter[]): string =>
  [
    scheme,
    parameters
      .map(([name, value]) => `${name}=${typeof value === 'number' ? value : quote(value)}`)
      .join(', '),
  ]
    .filter((part) => part !== '')
    .join(' ')

/** A quoted-string (RFC 9110 §5.6.4). */
const quote = (value: string): string => `"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`
