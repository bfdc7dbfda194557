import { z } from 'zod'
import type { Requirement } from '../assurance/index.ts'
import { requirementOf as gather, type Asked, type Everyday, type Rules } from '../policy/index.ts'
import { readClaimsRequest } from './claims/claims-request.ts'
import { floorOf } from './client-metadata.ts'

/** The parameters of an authorization request that demand something, as the library keeps them. */
const paramsSchema = z.object({
  acr_values: z.string().optional(),
  claims: z.string().optional(),
  max_age: z.coerce.number().int().nonnegative().optional(),
  prompt: z.string().optional(),
})

/** What a request and its client demand, besides what the operator does. */
export function requirementOf(
  rules: Rules,
  params: unknown,
  client: object | undefined,
  everyday: Everyday,
): Requirement {
  const { acr_values: acrValues, claims, max_age: maxAge } = paramsSchema.parse(params)
  const asked = {
    acr: claimedAcr(claims),
    acrValues: acrValues?.split(' ').filter(Boolean) ?? [],
    maxAge,
  }
  return gather(rules, asked, floorOf(client), everyday)
}

/**
 * `acr` in the `claims` parameter (OpenID Connect Core 1.0 §5.5.1.1), read raw: the library replaces
 * its own copy as soon as the request has `acr_values`, and an essential demand would be lost.
 */
function claimedAcr(claims: string | undefined): Asked['acr'] {
  if (claims === undefined) return []
  const read = readClaimsRequest(claims)
  if (read.outcome === 'malformed') return [UNREADABLE]
  // `{ essential: true }` without a value wants the claim, whatever it says.
  return read.acr.filter(({ names }) => names.length > 0)
}

/** What it demands nobody knows: nothing can satisfy it, and nothing is what it gets. */
const UNREADABLE: Asked['acr'][number] = { essential: true, names: [] }

/** Whether the request says itself how old a proof may be. */
export const limitsAge = (params: unknown): boolean =>
  paramsSchema.parse(params).max_age !== undefined

/**
 * `prompt=login`: all is proved anew. `max_age=0` says the same (OpenID Connect Core 1.0 §3.1.2.1), and how old that may
 * be when it is answered.
 */
export function wantsEverythingAnew(params: unknown): boolean {
  const { prompt, max_age: maxAge } = paramsSchema.parse(params)
  return maxAge === 0 || (prompt?.split(' ').includes('login') ?? false)
}
