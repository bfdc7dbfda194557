import { z } from 'zod'
import type { Shortfall } from '../kits/relying-party/index.ts'
import type { Arrival } from './round-trip.ts'

interface Telling {
  readonly status: number
  readonly title: string
  readonly text: string
}

/** What the page says, and the HTTP status that goes with it. */
export const PROBLEMS = {
  acr_other: {
    status: 403,
    title: 'That was not the second factor',
    text: 'The provider signed you in, but not in the way this application asked for. So nothing was done.',
  },
  auth_time_unusable: {
    status: 403,
    title: 'The provider does not say when',
    text: 'This needs a recent proof, and the provider’s answer has no usable time in it. So nothing was done.',
  },
  auth_time_old: {
    status: 403,
    title: 'That proof is too old',
    text: 'This needs a proof from the last five minutes, and the provider’s answer rests on an older one. So nothing was done.',
  },
  provider_unreachable: {
    status: 503,
    title: 'The provider does not answer',
    text: 'This application signs people in through an identity provider, which cannot be reached just now. Is it running?',
  },
  declined: {
    status: 403,
    title: 'You said no',
    text: 'You cancelled at the provider, or it refused on your behalf. Nothing was done, and nothing has changed here.',
  },
  requirements_unmet: {
    status: 403,
    title: 'A second factor is not possible',
    text: 'The provider cannot ask this account for the second factor that this takes: it may have no device yet. Nothing was done.',
  },
  login_required: {
    status: 403,
    title: 'The provider wants to see you',
    text: 'It could not answer without asking you something first. Try again, and follow its pages.',
  },
  provider_error: {
    status: 502,
    title: 'The provider reports an error',
    text: 'It sent you back without signing you in. Nothing was done.',
  },
  state_unknown: {
    status: 400,
    title: 'Nobody is waiting for this answer',
    text: 'This browser has not asked for it: it was used already, was asked for in another browser, or somebody made it up. Nothing was done.',
  },
  transaction_expired: {
    status: 400,
    title: 'That took too long',
    text: 'You came back more than ten minutes after you had left. To be safe, the answer is not used. Nothing was done.',
  },
  answer_invalid: {
    status: 502,
    title: 'The answer does not hold',
    text: 'The provider’s answer could not be exchanged or verified, so it is not believed. Nothing was done.',
  },
  account_other: {
    status: 403,
    title: 'You came back as somebody else',
    text: 'The second factor was given for another account than the one that is signed in here. Nothing was done. To change accounts, sign out first.',
  },
  challenged_again: {
    status: 403,
    title: 'That was still not enough',
    text: 'You gave what the API had asked for, and it asks again. To keep you out of a circle, this application stops here. Nothing was done.',
  },
  token_refused: {
    status: 403,
    title: 'Your sign-in has run out',
    text: 'The API no longer takes the token that this application holds for you. Sign in again. Nothing was done.',
  },
  api_refused: {
    status: 502,
    title: 'The API refused',
    text: 'It did not do what this application asked of it on your behalf. Nothing was done.',
  },
  api_unavailable: {
    status: 503,
    title: 'The API does not answer',
    text: 'It, or the provider that it asks about tokens, cannot be reached just now. Nothing was done.',
  },
  form_outdated: {
    status: 403,
    title: 'That page was out of date',
    text: 'The form belongs to a session that has ended here. Nothing was done.',
  },
  action_unknown: {
    status: 400,
    title: 'This application cannot do that',
    text: 'What the form asks for is not among the dangerous things on offer. Nothing was done.',
  },
  not_found: {
    status: 404,
    title: 'There is nothing here',
    text: 'This application has no such page.',
  },
  internal: {
    status: 500,
    title: 'Something broke',
    text: 'That is this application’s fault, not yours.',
  },
} as const satisfies Record<string, Telling> & Record<Shortfall['code'], Telling>

type Code = keyof typeof PROBLEMS

/** Of these the page tells the developer more. */
type Detailed =
  'provider_unreachable' | 'provider_error' | 'answer_invalid' | 'api_refused' | 'api_unavailable'

/** Why the person did not get what they clicked for. */
export type Problem =
  | Shortfall
  | { readonly code: Detailed; readonly detail: string }
  | { readonly code: Exclude<Code, Detailed | Shortfall['code']> }

/** What an arrival that identifies nobody means to the person. */
export function problemOf(arrival: Exclude<Arrival, { outcome: 'identified' }>): Problem {
  if (arrival.outcome === 'invalid') {
    return { code: 'answer_invalid', detail: describeError(arrival.cause) }
  }
  switch (arrival.error) {
    case 'access_denied':
      return { code: 'declined' }
    case 'unmet_authentication_requirements':
      return { code: 'requirements_unmet' }
    case 'login_required':
    case 'interaction_required':
    case 'consent_required':
    case 'account_selection_required':
      return { code: 'login_required' }
    default: {
      const { error, description } = arrival
      return { code: 'provider_error', detail: [error, description].filter(Boolean).join(': ') }
    }
  }
}

const described = z.looseObject({
  message: z.string(),
  code: z.string().optional(),
  error: z.string().optional(),
  cause: z.unknown().optional(),
})

/** For the developer: codes and messages down the chain of causes. They carry no tokens. */
export function describeError(error: unknown): string {
  const parsed = described.safeParse(error)
  if (!parsed.success) return 'unknown error'
  const { message, code, error: oauthError, cause } = parsed.data
  const own = [oauthError ?? code, message].filter(Boolean).join(': ')
  return cause instanceof Error ? `${own} (${describeError(cause)})` : own
}
