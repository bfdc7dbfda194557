import { z } from 'zod'
import type { Demand, Ladder, Requirement } from '../assurance/index.ts'
import { readClaimsRequest } from './claims/claims-request.ts'
import { floorOf } from './client-metadata.ts'

/** The parameters of an authorization request that demand something, as the library keeps them. */
const paramsSchema = z.object({
  acr_values: z.string().optional(),
  claims: z.string().optional(),
  max_age: z.coerce.number().int().nonnegative().optional(),
  prompt: z.string().optional(),
})

export interface RequirementSources {
  readonly ladder: Ladder
  /** An account with a second factor is asked for it at every sign-in. */
  readonly secondFactorWhenEnrolled: boolean
  /** Every account is, and one without is led through enrolling. */
  readonly secondFactorRequired: boolean
}

/** What the account and the browser have to do with what is asked of routine sign-ins. */
export interface Everyday {
  /** The account has bound a second factor, whether or not it could be proved now. */
  readonly enrolled: boolean
  /** The account trusts the browser: it is spared what no application asks for. */
  readonly trusted: boolean
}

/**
 * Gathers what is asked of one authorization, from every source. They add up: nothing in a request
 * takes away what another source demands.
 *
 * @param params the authorization request's parameters (after PAR, JAR and client defaults)
 * @param client the client's metadata
 */
export function requirementOf(
  { ladder, secondFactorWhenEnrolled, secondFactorRequired }: RequirementSources,
  params: unknown,
  client: object | undefined,
  { enrolled, trusted }: Everyday,
): Requirement {
  const { acr_values: acrValues, claims, max_age: maxAge } = paramsSchema.parse(params)
  const demands: Demand[] = [...claimsDemands(claims)]
  const names = acrValues?.split(' ').filter(Boolean) ?? []
  if (names.length > 0) demands.push({ source: 'voluntary', names })
  const floor = floorOf(client)
  if (floor !== undefined) demands.push({ source: 'client', names: [floor] })
  if (!trusted) {
    // Where no class takes a second factor, nobody has what is asked for. Such a ladder does not start.
    const everyday = ladder.secondFactor ? [ladder.secondFactor.name] : []
    if (secondFactorRequired) demands.push({ source: 'server', names: everyday })
    if (secondFactorWhenEnrolled && enrolled) demands.push({ source: 'account', names: everyday })
  }
  return { demands, ...(maxAge === undefined ? {} : { maxAge }) }
}

/**
 * `acr` in the `claims` parameter (OpenID Connect Core 1.0 §5.5.1.1), read raw: the library replaces
 * its own copy as soon as the request has `acr_values`, and an essential demand would be lost.
 */
function claimsDemands(claims: string | undefined): Demand[] {
  if (claims === undefined) return []
  const read = readClaimsRequest(claims)
  if (read.outcome === 'malformed') return [UNREADABLE]
  // `{ essential: true }` without a value wants the claim, whatever it says.
  return read.acr.flatMap(({ essential, names }) =>
    names.length === 0 ? [] : [{ source: essential ? 'essential' : 'voluntary', names }],
  )
}

/** What it demands nobody knows: nothing can satisfy it, and nothing is what it gets. */
const UNREADABLE: Demand = { source: 'essential', names: [] }

/** Whether the request says itself how old a proof may be. */
export const limitsAge = (params: unknown): boolean =>
  paramsSchema.parse(params).max_age !== undefined

/**
 * `prompt=login`: all is proved anew. `max_age=0` says the same (OpenID Connect Core 1.0 §3.1.2.1); the
 * library has turned it into that for most routes before it comes here.
 */
export function wantsEverythingAnew(params: unknown): boolean {
  const { prompt, max_age: maxAge } = paramsSchema.parse(params)
  return maxAge === 0 || (prompt?.split(' ').includes('login') ?? false)
}
