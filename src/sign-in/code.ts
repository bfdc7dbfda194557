import type { Context } from 'koa'
import { askedFor } from './asked-for.ts'
import { submitProofs, continueIfDone } from './submit-proofs.ts'
import type { Because } from '../assurance/index.ts'
import type { CodeReason, FormError } from '../pages/parts.ts'
import { codeError, refuseForm } from './form-errors.ts'
import type { FormFields } from '../web/form-guard.ts'
import { showNext, type PageContext } from './page-context.ts'
import { show } from '../web/show.ts'
import { setPageHeaders } from '../web/page-headers.ts'
import { guessOf } from './repeated-guess.ts'
import { trustAsAsked, trustOffer } from './trust.ts'
import { labelOf, type Flow } from './flow.ts'
import { isSpent, verifyCode } from './verify-code.ts'

export function renderCode(
  page: PageContext,
  ctx: Context,
  flow: Flow,
  because: Because,
  failed?: { readonly error: FormError; readonly fields: FormFields },
): void {
  const { interaction, subject, decision } = flow
  setPageHeaders(ctx, 'to_applications')
  if (failed) refuseForm(ctx, failed.error)
  const trust = trustOffer(page, flow, failed?.fields)
  show(page, ctx, 'code', {
    action: `${page.path}/${interaction.uid}/code`,
    cancelAction: `${page.path}/${interaction.uid}/cancel`,
    csrf: page.guard.token(`interaction:${interaction.uid}`),
    ...askedFor(page, ctx, flow),
    accountName: labelOf(flow),
    reason: codeReasonOf(because),
    digits: [...new Set(subject?.devices.map(({ parameters }) => parameters.digits))],
    ...(decision.outcome === 'prove' && decision.methods.includes('recovery_code')
      ? { recoveryHref: `${page.path}/${interaction.uid}/recovery` }
      : {}),
    ...(failed ? { error: failed.error } : {}),
    ...(trust ? { trust } : {}),
    ...(failed ? { error: failed.error } : {}),
  })
}

/** Why a code is asked for, as pages tell it. */
export function codeReasonOf({ source, reason }: Because): CodeReason {
  if (reason === 'too_old') return 'too_old'
  const everyday = source === 'account' || source === 'server'
  return everyday ? 'account_protected' : 'application_asks'
}

export async function acceptCode(
  page: PageContext,
  ctx: Context,
  flow: Flow,
  fields: FormFields,
): Promise<void> {
  const { interaction, client, subject, decision } = flow
  // A code is only ever looked at after the password, and for the account that gave it.
  const wanted = decision.outcome === 'prove' && decision.methods.includes('totp')
  if (!subject || !wanted) return showNext(page, ctx, interaction)

  const accountId = subject.account.id
  const { clientId } = client
  const { account } = subject
  const guess = guessOf(page, ctx, flow, 'code')
  const input = fields.get('code')
  const verdict = await verifyCode(page, ctx, { account, clientId, input, guess })
  if (verdict.outcome === 'accepted') {
    await trustAsAsked(page, ctx, flow, fields)
    return submitProofs(page, ctx, flow, { accountId, proofs: [verdict.proof] })
  }
  if (isSpent(verdict) && (await continueIfDone(page, ctx, flow, 'totp', accountId))) return
  renderCode(page, ctx, flow, decision.because, { error: codeError(verdict, page.clock()), fields })
}
