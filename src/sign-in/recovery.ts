import type { Context } from 'koa'
import type { Because } from '../assurance/index.ts'
import type { FormError } from '../pages/parts.ts'
import { LONGEST_TYPED_CODE } from '../kernel/typed-code.ts'
import { submitProofs, continueIfDone } from './submit-proofs.ts'
import { codeReasonOf } from './code.ts'
import { recoveryError, refuseForm } from './form-errors.ts'
import type { FormFields } from '../web/form-guard.ts'
import { showNext, type PageContext } from './page-context.ts'
import { show } from '../web/show.ts'
import { setPageHeaders } from '../web/page-headers.ts'
import { guessOf } from './repeated-guess.ts'
import { isSpent, verifyRecoveryCode } from './verify-code.ts'
import { labelOf, type Flow } from './flow.ts'
import { askedFor } from './asked-for.ts'

/** The page for a recovery code, in the place of a device's. */
export function renderRecovery(
  page: PageContext,
  ctx: Context,
  flow: Flow,
  because: Because,
  failed?: { readonly typed?: string; readonly error: FormError },
): void {
  const { interaction, subject } = flow
  const base = `${page.path}/${interaction.uid}`
  setPageHeaders(ctx, 'to_applications')
  if (failed) refuseForm(ctx, failed.error)
  show(page, ctx, 'recovery-code', {
    action: `${base}/recovery`,
    cancelAction: `${base}/cancel`,
    csrf: page.guard.token(`interaction:${interaction.uid}`),
    ...askedFor(page, ctx, flow),
    accountName: labelOf(flow),
    reason: codeReasonOf(because),
    ...(subject && subject.devices.length > 0 ? { codeHref: base } : {}),
    ...failed,
  })
}

/** Why a recovery code would do now; undefined where it would not. */
const wanted = ({ decision }: Flow): Because | undefined =>
  decision.outcome === 'prove' && decision.methods.includes('recovery_code')
    ? decision.because
    : undefined

/** Where the code page's link leads. */
export function showRecovery(page: PageContext, ctx: Context, flow: Flow): void {
  const because = flow.subject && wanted(flow)
  if (!because) return showNext(page, ctx, flow.interaction)
  renderRecovery(page, ctx, flow, because)
}

export async function acceptRecoveryCode(
  page: PageContext,
  ctx: Context,
  flow: Flow,
  fields: FormFields,
): Promise<void> {
  const { interaction, client, subject } = flow
  const because = wanted(flow)
  // As a device's code: only ever looked at after the password, and for the account that gave it.
  if (!page.recoveryCodes || !subject || !because) return showNext(page, ctx, interaction)
  const accountId = subject.account.id
  const { clientId } = client
  const typed = fields.get('recovery_code')
  const { account } = subject
  const guess = guessOf(page, ctx, flow, 'code')
  const verdict = await verifyRecoveryCode(page, ctx, { account, clientId, input: typed, guess })
  if (verdict.outcome === 'accepted') {
    return submitProofs(page, ctx, flow, { accountId, proofs: [verdict.proof] })
  }
  if (isSpent(verdict) && (await continueIfDone(page, ctx, flow, 'recovery_code', accountId)))
    return
  const error = recoveryError(verdict, page.clock())
  const kept =
    error.code === 'recovery_malformed' ? { typed: typed.slice(0, LONGEST_TYPED_CODE) } : {}
  renderRecovery(page, ctx, flow, because, { ...kept, error })
}
