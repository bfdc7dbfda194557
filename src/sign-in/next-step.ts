import { assertNever } from '../kernel/typing.ts'
import type { Because, Ladder } from '../assurance/index.ts'
import { SELECT_ACCOUNT, UNMET } from '../oidc/index.ts'
import { codesFor } from './code.ts'
import type { Flow } from './flow.ts'
import type { CodeMethod } from './verify-code.ts'

/** What an interaction leads to next: a page, or an error for the relying party. */
export type NextStep =
  | { readonly step: 'consent' | 'select_account' | 'sign_in' | 'enrolment' | 'granted' }
  | { readonly step: 'code'; readonly method: CodeMethod; readonly because: Because }
  | { readonly step: 'error'; readonly error: string; readonly description: string }

/** Reads it off the decision, which is made elsewhere. */
export function nextStepOf(
  { identifies }: Pick<Ladder, 'identifies'>,
  flow: Pick<Flow, 'interaction' | 'decision'>,
): NextStep {
  const { interaction, decision } = flow
  if (interaction.prompt.name === 'consent') return { step: 'consent' }
  if (interaction.prompt.name === SELECT_ACCOUNT) return { step: 'select_account' }
  if (isHintMissed(flow)) {
    return {
      step: 'error',
      error: 'login_required',
      description:
        'another person than that of id_token_hint (or of sub in claims) signed in: leave it out, or send them again with prompt=login',
    }
  }
  switch (decision.outcome) {
    case 'prove': {
      const { methods, because } = decision
      const [method] = codesFor(methods)
      return !method || methods.some(identifies)
        ? { step: 'sign_in' }
        : { step: 'code', method, because }
    }
    case 'enrol':
      return { step: 'enrolment' }
    case 'grant':
      return { step: 'granted' }
    case 'refuse':
      return {
        step: 'error',
        error: decision.error,
        description: UNMET,
      }
    default:
      return assertNever(decision)
  }
}

/** Signed in as asked, and the hint still names somebody else: asking once more would be a loop. */
const isHintMissed = ({ interaction }: Pick<Flow, 'interaction'>): boolean =>
  interaction.lastSubmission?.login !== undefined &&
  interaction.prompt.reasons.some((reason) =>
    ['id_token_hint', 'claims_id_token_sub_value'].includes(reason),
  )

/** Prompts whose page asks for nothing else than one form, which answers no other page. */
const ALONE: Readonly<Record<string, string>> = { consent: 'consent', [SELECT_ACCOUNT]: 'account' }

/** Whether all that a page asks for stands in one form: nothing is shown beside it. */
export const asksAlone = ({ prompt }: Flow['interaction']): boolean =>
  Object.hasOwn(ALONE, prompt.name)

/** Whether a form of this name is one of where an interaction stands: nothing else is a consent, or a choice. */
export function takesForm({ prompt }: Flow['interaction'], form: string): boolean {
  if (['cancel', 'extend'].includes(form)) return true
  const alone = Object.hasOwn(ALONE, prompt.name) ? ALONE[prompt.name] : undefined
  return alone === undefined ? !Object.values(ALONE).includes(form) : form === alone
}
