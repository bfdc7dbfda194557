import type { Context } from 'koa'
import { isFirstFactor } from '../../assurance/index.ts'
import { assertNever } from '../../assert-never.ts'
import { leave } from './advance.ts'
import { renderCode } from './code.ts'
import { renderConsent } from './consent.ts'
import { renderEnrolment } from './enrol.ts'
import { renderGranted } from './interlude-page.ts'
import type { PageContext } from './page.ts'
import { renderRecovery } from './recovery.ts'
import { renderSignIn } from './sign-in.ts'
import { finishWithError, type Walk } from './walk.ts'

/** Shows what comes next in an interaction: the page of whatever the decision asks for. */
export async function renderNext(page: PageContext, ctx: Context, walk: Walk): Promise<void> {
  const { interaction, decision } = walk
  if (interaction.prompt.name === 'consent') return renderConsent(page, ctx, walk)
  if (isHintMissed(walk)) {
    return finishWithError(
      ctx,
      interaction,
      'login_required',
      'the End-User signed in to another account than the one that was asked for',
    )
  }
  switch (decision.outcome) {
    case 'prove':
      if (!decision.methods.some(isFirstFactor)) {
        // With no device left, the recovery codes are all there is.
        return decision.methods.includes('totp')
          ? renderCode(page, ctx, walk, decision.because)
          : renderRecovery(page, ctx, walk, decision.because)
      }
      // Where the first factor is the host's, the policy sends the browser to the host's page.
      return page.asksFirstFactor ? renderSignIn(page, ctx, walk) : leave(page, ctx, walk)
    case 'enrol':
      return renderEnrolment(page, ctx, walk)
    case 'grant':
      return renderGranted(page, ctx, walk)
    case 'refuse':
      return finishWithError(
        ctx,
        interaction,
        decision.error,
        'the requested authentication cannot be obtained for this account',
      )
    default:
      return assertNever(decision)
  }
}

/** Signed in as asked, and the hint still names somebody else: asking once more would be a loop. */
const isHintMissed = ({ interaction: { prompt, lastSubmission } }: Walk): boolean =>
  lastSubmission?.login !== undefined &&
  prompt.reasons.some((reason) => ['id_token_hint', 'claims_id_token_sub_value'].includes(reason))
