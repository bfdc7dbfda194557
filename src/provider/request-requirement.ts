import { z } from 'zod'
import type { Abilities, Demand, Ladder, Requirement } from '../assurance/index.ts'
import { floorOf } from './client-metadata.ts'

/** The parameters of an authorization request that demand something, as the library keeps them. */
const paramsSchema = z.object({
  acr_values: z.string().optional(),
  claims: z.string().optional(),
  max_age: z.coerce.number().int().nonnegative().optional(),
  prompt: z.string().optional(),
})

const acrRequestSchema = z.object({
  essential: z.boolean().optional(),
  value: z.string().optional(),
  values: z.array(z.string()).optional(),
})

export interface RequirementSources {
  readonly ladder: Ladder
  /** An account with a confirmed device is asked for it at every sign-in. */
  readonly secondFactorWhenEnrolled: boolean
}

/**
 * Gathers what is asked of one authorization, from every source. They add up: nothing in a request
 * takes away what another source demands.
 *
 * @param params the authorization request's parameters (after PAR, JAR and client defaults)
 * @param client the client's metadata
 */
export function requirementOf(
  { ladder, secondFactorWhenEnrolled }: RequirementSources,
  params: unknown,
  client: object | undefined,
  abilities: Abilities,
): Requirement {
  const { acr_values: acrValues, claims, max_age: maxAge } = paramsSchema.parse(params)
  const demands: Demand[] = [...claimsDemands(claims)]
  const names = acrValues?.split(' ').filter(Boolean) ?? []
  if (names.length > 0) demands.push({ source: 'voluntary', names })
  const floor = floorOf(client)
  if (floor !== undefined) demands.push({ source: 'client', names: [floor] })
  if (secondFactorWhenEnrolled && abilities.authenticators.size > 0 && ladder.secondFactor) {
    demands.push({ source: 'account', names: [ladder.secondFactor.name] })
  }
  return { demands, ...(maxAge === undefined ? {} : { maxAge }) }
}

/**
 * `acr` in the `claims` parameter (OpenID Connect Core 1.0 §5.5.1.1), read raw: the library replaces
 * its own copy as soon as the request has `acr_values`, and an essential demand would be lost.
 */
function claimsDemands(claims: string | undefined): Demand[] {
  if (claims === undefined) return []
  const parsed = z
    .object({
      id_token: z.record(z.string(), z.unknown()),
      userinfo: z.record(z.string(), z.unknown()),
    })
    .partial()
    .safeParse(JSON.parse(claims))
  if (!parsed.success) return []
  return [parsed.data.id_token?.['acr'], parsed.data.userinfo?.['acr']].flatMap((request) =>
    request === undefined || request === null ? [] : acrDemand(request),
  )
}

function acrDemand(request: unknown): Demand[] {
  const parsed = acrRequestSchema.safeParse(request)
  // Unreadable: nothing can satisfy it, and nothing is what it gets.
  if (!parsed.success) return [{ source: 'essential', names: [] }]
  const { essential, value, values } = parsed.data
  // `{ essential: true }` without a value wants the claim, whatever it says; an empty list of values
  // wants one that there is not.
  if (value === undefined && values === undefined) return []
  const names = [...(value === undefined ? [] : [value]), ...(values ?? [])]
  return [{ source: essential ? 'essential' : 'voluntary', names }]
}

/**
 * `prompt=login`: all is proved anew. `max_age=0` says the same (OpenID Connect Core 1.0 §3.1.2.1); the
 * library has turned it into that for most routes before it comes here.
 */
export function wantsEverythingAnew(params: unknown): boolean {
  const { prompt, max_age: maxAge } = paramsSchema.parse(params)
  return maxAge === 0 || (prompt?.split(' ').includes('login') ?? false)
}
