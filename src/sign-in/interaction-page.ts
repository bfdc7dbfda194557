import type { Context } from 'koa'
import { assertNever } from '../kernel/typing.ts'
import { leave } from './submit-proofs.ts'
import { renderCode } from './code.ts'
import { renderConsent } from './consent.ts'
import { renderEnrolment } from './enrol.ts'
import { renderGranted } from './notice-page.ts'
import { nextStepOf } from './next-step.ts'
import type { PageContext } from './page-context.ts'
import { renderSelectAccount } from './select-account.ts'
import { renderSignIn } from './sign-in.ts'
import { finishWithError, type Flow } from './flow.ts'

/** Shows what comes next in an interaction: the page of whatever the decision asks for. */
export async function renderNext(page: PageContext, ctx: Context, flow: Flow): Promise<void> {
  const next = nextStepOf(page.ladder, flow)
  switch (next.step) {
    case 'consent':
      return renderConsent(page, ctx, flow)
    case 'select_account':
      return renderSelectAccount(page, ctx, flow)
    case 'sign_in':
      // Where the first factor is the host's, the policy sends the browser to the host's page.
      return page.asksFirstFactor ? renderSignIn(page, ctx, flow) : leave(page, ctx, flow)
    case 'code':
      return renderCode(page, ctx, flow, next.method, next.because)
    case 'enrolment':
      return renderEnrolment(page, ctx, flow)
    case 'granted':
      return renderGranted(page, ctx, flow)
    case 'error':
      return finishWithError(ctx, flow.interaction, next.error, next.description)
    default:
      return assertNever(next)
  }
}
