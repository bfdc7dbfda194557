import type { Context } from 'koa'
import { assertNever } from '../kernel/assert-never.ts'
import { leave } from './advance.ts'
import { renderCode } from './code.ts'
import { renderConsent } from './consent.ts'
import { renderEnrolment } from './enrol.ts'
import { renderGranted } from './interlude-page.ts'
import { nextStepOf } from './next-step.ts'
import type { PageContext } from './page-context.ts'
import { renderRecovery } from './recovery.ts'
import { renderSelectAccount } from './select-account.ts'
import { renderSignIn } from './sign-in.ts'
import { finishWithError, type Walk } from './walk.ts'

/** Shows what comes next in an interaction: the page of whatever the decision asks for. */
export async function renderNext(page: PageContext, ctx: Context, walk: Walk): Promise<void> {
  const next = nextStepOf(walk)
  switch (next.step) {
    case 'consent':
      return renderConsent(page, ctx, walk)
    case 'select_account':
      return renderSelectAccount(page, ctx, walk)
    case 'sign_in':
      // Where the first factor is the host's, the policy sends the browser to the host's page.
      return page.asksFirstFactor ? renderSignIn(page, ctx, walk) : leave(page, ctx, walk)
    case 'code':
      return renderCode(page, ctx, walk, next.because)
    case 'recovery':
      return renderRecovery(page, ctx, walk, next.because)
    case 'enrolment':
      return renderEnrolment(page, ctx, walk)
    case 'granted':
      return renderGranted(page, ctx, walk)
    case 'error':
      return finishWithError(ctx, walk.interaction, next.error, next.description)
    default:
      return assertNever(next)
  }
}
