import { isFirstFactor, type Decision } from '../assurance/index.ts'

/** Why an interaction is needed, and the error under `prompt=none` (OpenID Connect Core 1.0 §3.1.2.6). */
export const REASONS = {
  first_factor: {
    prompt: 'login',
    error: 'login_required',
    description: 'the End-User must sign in',
  },
  too_old: {
    prompt: 'step_up',
    error: 'login_required',
    description: 'the second factor must be proved again',
  },
  second_factor: {
    prompt: 'step_up',
    error: 'interaction_required',
    description: 'a second factor is required',
  },
  enrolment: {
    prompt: 'step_up',
    error: 'interaction_required',
    description: 'a second factor must be enrolled',
  },
} as const

export type Reason = keyof typeof REASONS

/** Undefined when the decision needs no interaction: it grants or refuses. */
export function reasonOf(decision: Decision): Reason | undefined {
  if (decision.outcome === 'enrol') return 'enrolment'
  if (decision.outcome !== 'prove') return undefined
  if (decision.methods.every(isFirstFactor)) return 'first_factor'
  return decision.because.reason === 'too_old' ? 'too_old' : 'second_factor'
}
