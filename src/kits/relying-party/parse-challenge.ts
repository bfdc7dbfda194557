import { readChallenges, type AuthChallenge } from './challenges.ts'

/** What an API wants before it does as it was asked (RFC 9470 §3). */
export interface StepUpChallenge {
  readonly scheme: 'Bearer' | 'DPoP'
  /** Any of these classes, in the API's order of preference. */
  readonly acrValues?: readonly string[]
  /** Seconds since the authentication, at most. */
  readonly maxAge?: number
  /** Scope that is missing as well. */
  readonly scope?: readonly string[]
  /** For the developer. */
  readonly description?: string
}

/** What is used of `fetch`'s response. */
export interface ChallengingResponse {
  /** A step-up is asked for by 401 alone (RFC 9470 §3): whatever else was answered, it was answered. */
  readonly status: number
  readonly headers: { get(name: string): string | null }
}

const SCHEMES: Readonly<Record<string, StepUpChallenge['scheme']>> = {
  bearer: 'Bearer',
  dpop: 'DPoP',
}

/**
 * The step-up that a response, or the value of its WWW-Authenticate header, asks for. Undefined when it
 * asks for none, when the response is no 401, when the header is malformed, and when what it asks for cannot be read: then there is
 * nothing that a step-up could answer.
 */
export function parseChallenge(
  source: string | ChallengingResponse | null | undefined,
): StepUpChallenge | undefined {
  if (typeof source === 'object' && source?.status !== 401) return undefined
  const header = typeof source === 'object' ? source?.headers.get('WWW-Authenticate') : source
  const challenges = readChallenges(header ?? '') ?? []
  for (const challenge of challenges) {
    const wanted = wantedBy(challenge)
    if (wanted) return wanted
  }
  return undefined
}

function wantedBy({ scheme: name, parameters }: AuthChallenge): StepUpChallenge | undefined {
  const scheme = SCHEMES[name.toLowerCase()]
  if (!scheme || parameters.get('error') !== 'insufficient_user_authentication') return undefined
  const acrValues = listOf(parameters.get('acr_values'))
  const scope = listOf(parameters.get('scope'))
  const maxAge = parameters.get('max_age')
  const description = parameters.get('error_description')
  if (maxAge !== undefined && !/^\d{1,10}$/.test(maxAge)) return undefined
  return {
    scheme,
    ...(acrValues && { acrValues }),
    ...(maxAge !== undefined && { maxAge: Number(maxAge) }),
    ...(scope && { scope }),
    ...(description !== undefined && { description }),
  }
}

function listOf(value: string | undefined): string[] | undefined {
  const list = value?.split(' ').filter((one) => one !== '') ?? []
  return list.length > 0 ? list : undefined
}
