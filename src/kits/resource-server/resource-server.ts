import { z } from 'zod'
import { ConfigurationError } from '../../kernel/faults.ts'
import { systemClock, type Clock } from '../../kernel/instant.ts'
import {
  createAccessToken,
  invalid,
  type AccessToken,
  type Claims,
  type Scheme,
  type Validation,
} from './access-token.ts'
import { challengeOf, type Refusal, type RefusalResponse } from './challenge.ts'
import { readCredentials } from './credentials.ts'
import { proofProblem, type ProofRules } from './dpop-proof.ts'
import { introspect, type IntrospectionOptions } from './introspection.ts'
import { createIssuerLink, type IssuerMetadata } from './issuer-link.ts'
import { kindOf, validateJwt } from './jwt-access-token.ts'
import {
  parseOptions,
  createRequirement,
  judge,
  type AccessRequirement,
  type RequirementOptions,
} from './requirement.ts'
import { createProofLog, type ProofLog } from './proof-log.ts'

/** Whose tokens an API accepts, and how it checks them. */
export interface ResourceServerOptions {
  /** Whose tokens are believed: exactly its `issuer`. https, unless it is on this machine. */
  readonly issuer: string
  /** Who this API is in `aud`: one of these has to be there. */
  readonly audience: string | readonly string[]
  /**
   * Algorithms of JWT access tokens and of DPoP proofs.
   * @default ES256, PS256, RS256, Ed25519, EdDSA
   */
  readonly algorithms?: readonly string[] | undefined
  /**
   * For tokens that are no JWT of RFC 9068 (`typ: at+jwt`): opaque ones, and those of providers that write `JWT`.
   * @default such tokens are refused
   */
  readonly introspection?: IntrospectionOptions | undefined
  /**
   * Accepts DPoP-bound tokens (RFC 9449). `origin` is where clients reach the API
   * (`https://api.example`); it is not taken from the Host header, which clients write.
   * @default bound tokens are refused: as Bearer tokens they would be worth no more than stolen ones
   */
  readonly dpop?: { readonly origin: string; readonly log?: ProofLog | undefined } | undefined
  /**
   * Seconds before the issuer counts as unreachable.
   * @default 5
   */
  readonly timeout?: number | undefined
  /** @default systemClock */
  readonly clock?: Clock | undefined
}

/** What is read of a request, whatever framework it came through. */
export interface ApiRequest {
  readonly method: string
  /** As the client sent it, with its query and before any mounting. */
  readonly path: string
  readonly authorization: string | undefined
  /** The DPoP header. */
  readonly dpop?: string | undefined
}

/** A request as Express and Koa have it. */
export interface ServedRequest {
  readonly method: string
  readonly originalUrl: string
  readonly headers: {
    readonly authorization?: string | undefined
    readonly [name: string]: unknown
  }
}

export function requestOf({ method, originalUrl, headers }: ServedRequest): ApiRequest {
  const { authorization, dpop } = headers
  const proof = typeof dpop === 'string' ? dpop : undefined
  return { method, path: originalUrl, authorization, dpop: proof }
}

/** What came of a request: its token, or the response that refuses it. */
export type Authorization =
  | { readonly outcome: 'granted'; readonly token: AccessToken }
  | {
      readonly outcome: 'refused'
      readonly refusal: Refusal
      readonly response: RefusalResponse
    }

/** One requirement, ready to judge requests. */
export interface Guard {
  /** @throws IssuerUnavailable, ConfigurationError: then nobody may be let through */
  authorize(request: ApiRequest): Promise<Authorization>
}

/** An API as its issuer’s tokens are judged by it. */
export interface ResourceServer {
  /** @throws ConfigurationError for a requirement that is wrong in itself */
  guard(requirement?: RequirementOptions): Guard
  /**
   * Finds the issuer and compares it with what the guards require. Await it before listening. Where
   * it is not awaited, guards reject with the same errors: a challenge that the issuer cannot meet is
   * never sent.
   *
   * @throws ConfigurationError for an acr class that `acr_values_supported` does not list
   * @throws IssuerUnavailable
   */
  ready(): Promise<void>
}

const ALGORITHMS = ['ES256', 'PS256', 'RS256', 'Ed25519', 'EdDSA']

const nonEmpty = z.string().min(1)
const schema = z.strictObject({
  issuer: nonEmpty,
  audience: z.union([nonEmpty, z.array(nonEmpty).min(1)]),
  // `none` and shared secrets are no signatures of an issuer.
  algorithms: z
    .array(z.string().regex(/^(?:ES|PS|RS)(?:256|384|512)$|^Ed(?:DSA|25519)$|^ML-DSA-\d+$/))
    .min(1)
    .default(ALGORITHMS),
  introspection: z
    .strictObject({
      clientId: nonEmpty,
      clientSecret: nonEmpty.optional(),
      clients: z.array(nonEmpty).optional(),
    })
    .optional(),
  dpop: z
    .strictObject({
      origin: z.url().refine((url) => new URL(url).origin === url, 'expected an origin'),
      log: z.custom<ProofLog>().optional(),
    })
    .optional(),
  timeout: z.number().positive().max(60).default(5),
  clock: z.custom<Clock>().optional(),
})

/** @throws ConfigurationError */
export function createResourceServer(options: ResourceServerOptions): ResourceServer {
  const settings = parseOptions(schema, options, 'resourceServer')
  const { issuer, algorithms, introspection, dpop, timeout, clock = systemClock } = settings
  const audience = [settings.audience].flat()
  const [realm = ''] = audience
  const link = createIssuerLink(issuer, timeout)
  const accepted: readonly Scheme[] = dpop ? ['Bearer', 'DPoP'] : ['Bearer']
  const proofs: ProofRules | undefined = dpop && {
    origin: dpop.origin,
    algorithms,
    log: dpop.log ?? createProofLog(clock),
  }
  const requirements: AccessRequirement[] = []

  async function validate(token: string, metadata: IssuerMetadata): Promise<Validation> {
    const kind = kindOf(token)
    const { introspectionEndpoint: endpoint } = metadata
    // What a JWT of another type is, its issuer knows.
    if (kind === 'access_token' || (kind === 'other_jwt' && !introspection)) {
      return validateJwt(token, metadata, { audience, algorithms }, clock())
    }
    if (!introspection || !endpoint) return invalid('malformed')
    const rules = { endpoint, issuer, audience, options: introspection, timeout }
    return introspect(token, rules, clock())
  }

  /** The token belongs to who sends it, as far as it says so (RFC 7800, RFC 9449 §7). */
  async function bindingRefusal(
    { cnf = {} }: Claims,
    scheme: Scheme,
    token: string,
    request: ApiRequest,
  ): Promise<Refusal | undefined> {
    const { jkt, ...others } = cnf
    // A binding that is not understood (RFC 8705's certificate, say) cannot have been checked.
    if (Object.keys(others).length > 0 || (jkt !== undefined) !== (scheme === 'DPoP')) {
      return { code: 'invalid_token', reason: 'binding' }
    }
    if (jkt === undefined) return undefined
    if (!proofs || request.dpop === undefined) {
      return { code: 'invalid_dpop_proof', reason: 'malformed' }
    }
    const { method, path } = request
    const proved = { method, path, token, thumbprint: jkt }
    const reason = await proofProblem(request.dpop, proved, proofs, clock())
    return reason && { code: 'invalid_dpop_proof', reason }
  }

  /** The token first, then what it is good for: who has no valid token learns no requirement. */
  async function consider(
    requirement: AccessRequirement,
    request: ApiRequest,
  ): Promise<AccessToken | { readonly refusal: Refusal; readonly scheme: Scheme }> {
    const credentials = readCredentials(request.authorization, accepted)
    if (credentials.outcome === 'missing') {
      return { refusal: { code: 'token_missing' }, scheme: 'Bearer' }
    }
    const { scheme } = credentials
    if (credentials.outcome === 'malformed') return { refusal: { code: 'invalid_request' }, scheme }
    const metadata = await link()
    assertReachable(requirement, metadata)
    const validation = await validate(credentials.token, metadata)
    if (validation.outcome === 'invalid') {
      return { refusal: { code: 'invalid_token', reason: validation.reason }, scheme }
    }
    const { claims } = validation
    const unbound = await bindingRefusal(claims, scheme, credentials.token, request)
    if (unbound) return { refusal: unbound, scheme }
    const token = createAccessToken(claims, scheme)
    const verdict = judge(requirement, token, clock())
    return verdict.outcome === 'satisfied' ? token : { refusal: verdict.refusal, scheme }
  }

  return {
    guard(demanded = {}) {
      const requirement = createRequirement(demanded)
      requirements.push(requirement)
      return {
        async authorize(request) {
          const considered = await consider(requirement, request)
          if (!('refusal' in considered)) return { outcome: 'granted', token: considered }
          const { refusal, scheme } = considered
          const response = challengeOf(refusal, { scheme, accepted, algorithms, realm })
          return { outcome: 'refused', refusal, response }
        },
      }
    },
    async ready() {
      const metadata = await link()
      for (const requirement of requirements) assertReachable(requirement, metadata)
      if (introspection && !metadata.introspectionEndpoint) {
        throw new ConfigurationError(
          'resourceServer.introspection',
          `${issuer} has no introspection endpoint`,
        )
      }
    },
  }
}

/** A challenge that the issuer cannot meet would send people in a circle. */
function assertReachable({ acrValues = [] }: AccessRequirement, metadata: IssuerMetadata): void {
  const unlisted = acrValues.find((acr) => !metadata.acrValues.includes(acr))
  if (unlisted === undefined) return
  const listed = metadata.acrValues.join(', ') || 'no classes'
  throw new ConfigurationError(
    'requirement.acrValues',
    `"${unlisted}" is not a class of ${metadata.issuer}, which lists ${listed}`,
  )
}
