import type { Decision, Ladder } from '../assurance/index.ts'

/** Why an interaction is needed, and the error under `prompt=none` (OpenID Connect Core 1.0 §3.1.2.6). */
export const REASONS = {
  first_factor: {
    prompt: 'login',
    error: 'login_required',
    description:
      'somebody has to sign in, or sign in again: send the person again without prompt=none',
  },
  too_old: {
    prompt: 'step_up',
    error: 'login_required',
    description:
      'the second factor has to be proved again: send the person again without prompt=none',
  },
  second_factor: {
    prompt: 'step_up',
    error: 'interaction_required',
    description: 'a second factor has to be proved: send the person again without prompt=none',
  },
  enrolment: {
    prompt: 'step_up',
    error: 'interaction_required',
    description: 'a second factor has to be set up: send the person again without prompt=none',
  },
} as const

/** Why it ends without one, for the developer: what was demanded is the request's, the client's or the operator's. */
export const UNMET =
  'this account cannot reach the acr that is demanded (essential acr in claims, or step_up_minimum_acr of the client): ask for one of acr_values_supported, or without essential; the same request will be refused again'

/** Of somebody who was asked and said no. */
export const DECLINED =
  'the person declined to go on: offer what can be done without, or send them again when they ask for it'

export type Reason = keyof typeof REASONS

/** Undefined when the decision needs no interaction: it grants or refuses. */
export function reasonOf(
  { identifies }: Pick<Ladder, 'identifies'>,
  decision: Decision,
): Reason | undefined {
  if (decision.outcome === 'enrol') return 'enrolment'
  if (decision.outcome !== 'prove') return undefined
  if (decision.methods.every(identifies)) return 'first_factor'
  return decision.because.reason === 'too_old' ? 'too_old' : 'second_factor'
}
