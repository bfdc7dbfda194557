import { present } from '../kernel/typing.ts'
import type { Demand, Ladder, Requirement } from '../assurance/index.ts'

/** What an operator asks of routine sign-ins. */
export interface Rules {
  readonly ladder: Ladder
  /** An account with a second factor is asked for it at every sign-in. */
  readonly secondFactorWhenEnrolled: boolean
  /** Every account is, and one without is led through enrolling. */
  readonly secondFactorRequired: boolean
}

/** What an authorization request asks for, as it was read. */
export interface Asked {
  /** `acr` in `claims` (OpenID Connect Core 1.0 §5.5.1.1). */
  readonly acr: readonly { readonly essential: boolean; readonly names: readonly string[] }[]
  /** `acr_values`, in order of preference. */
  readonly acrValues: readonly string[]
  /** `max_age` in seconds. */
  readonly maxAge?: number | undefined
}

/** What the account and the browser have to do with what is asked of routine sign-ins. */
export interface Everyday {
  /** The account has bound a second factor, whether or not it could be proved now. */
  readonly enrolled: boolean
  /** The account trusts the browser: it is spared what no application asks for. */
  readonly trusted: boolean
}

/**
 * Gathers what is asked of one authorization, from every source: one line for each. They add up: nothing in a
 * request takes away what another source demands.
 *
 * @param floor the weakest class that the client is served with
 */
export function requirementOf(
  { ladder, secondFactorWhenEnrolled, secondFactorRequired }: Rules,
  { acr, acrValues, maxAge }: Asked,
  floor: string | undefined,
  { enrolled, trusted }: Everyday,
): Requirement {
  // Where no class takes a second factor, nobody has what is asked for. Such a ladder does not start.
  const second = ladder.secondFactor ? [ladder.secondFactor.name] : []
  const sources: readonly (readonly [holds: boolean, demand: Demand])[] = [
    ...acr.map(
      ({ essential, names }) =>
        [true, { source: essential ? 'essential' : 'voluntary', names }] as const,
    ),
    [acrValues.length > 0, { source: 'voluntary', names: acrValues }],
    [floor !== undefined, { source: 'client', names: floor === undefined ? [] : [floor] }],
    [secondFactorRequired && !trusted, { source: 'server', names: second }],
    [secondFactorWhenEnrolled && enrolled && !trusted, { source: 'account', names: second }],
  ]
  const demands = sources.flatMap(([holds, demand]) => (holds ? [demand] : []))
  return { demands, ...present({ maxAge }) }
}
