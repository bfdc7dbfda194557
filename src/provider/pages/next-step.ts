import { assertNever } from '../../assert-never.ts'
import { isFirstFactor, type Because } from '../../assurance/index.ts'
import type { Walk } from './walk.ts'

/** What an interaction leads to next: a page, or an error for the relying party. */
export type NextStep =
  | { readonly step: 'consent' | 'sign_in' | 'enrolment' | 'granted' }
  | { readonly step: 'code' | 'recovery'; readonly because: Because }
  | { readonly step: 'error'; readonly error: string; readonly description: string }

/** Reads it off the decision, which is made elsewhere. */
export function nextStepOf(walk: Pick<Walk, 'interaction' | 'decision'>): NextStep {
  const { interaction, decision } = walk
  if (interaction.prompt.name === 'consent') return { step: 'consent' }
  if (isHintMissed(walk)) {
    return {
      step: 'error',
      error: 'login_required',
      description: 'the End-User signed in to an account other than the requested one',
    }
  }
  switch (decision.outcome) {
    case 'prove': {
      const { methods, because } = decision
      if (methods.some(isFirstFactor)) return { step: 'sign_in' }
      // With no device left, the recovery codes are all there is.
      return { step: methods.includes('totp') ? 'code' : 'recovery', because }
    }
    case 'enrol':
      return { step: 'enrolment' }
    case 'grant':
      return { step: 'granted' }
    case 'refuse':
      return {
        step: 'error',
        error: decision.error,
        description: 'the requested authentication cannot be obtained for this account',
      }
    default:
      return assertNever(decision)
  }
}

/** Signed in as asked, and the hint still names somebody else: asking once more would be a loop. */
const isHintMissed = ({ interaction }: Pick<Walk, 'interaction'>): boolean =>
  interaction.lastSubmission?.login !== undefined &&
  interaction.prompt.reasons.some((reason) =>
    ['id_token_hint', 'claims_id_token_sub_value'].includes(reason),
  )
