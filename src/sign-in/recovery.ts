import type { Context } from 'koa'
import type { Because } from '../assurance/index.ts'
import type { FormError } from '../pages/parts.ts'
import { LONGEST_TYPED_CODE } from '../kernel/typed-code.ts'
import { advance, goOnIfDone } from './advance.ts'
import { codeReasonOf } from './code.ts'
import { recoveryError, refuseForm } from './form-errors.ts'
import type { FormFields } from '../web/form-guard.ts'
import { showNext, type PageContext } from './page-context.ts'
import { show } from '../web/show.ts'
import { setPageHeaders } from '../web/page-headers.ts'
import { guessOf } from './repeated-guess.ts'
import { isSpent, verifyRecoveryCode } from './verify-code.ts'
import { labelOf, type Walk } from './walk.ts'
import { askedFor } from './asked-for.ts'

/** The page for a recovery code, in the place of a device's. */
export function renderRecovery(
  page: PageContext,
  ctx: Context,
  walk: Walk,
  because: Because,
  failed?: { readonly typed?: string; readonly error: FormError },
): void {
  const { interaction, subject } = walk
  const base = `${page.path}/${interaction.uid}`
  setPageHeaders(ctx, 'to_applications')
  if (failed) refuseForm(ctx, failed.error)
  show(page, ctx, 'recovery-code', {
    action: `${base}/recovery`,
    cancelAction: `${base}/cancel`,
    csrf: page.guard.token(`interaction:${interaction.uid}`),
    ...askedFor(page, ctx, walk),
    accountName: labelOf(walk),
    reason: codeReasonOf(because),
    ...(subject && subject.devices.length > 0 ? { codeHref: base } : {}),
    ...failed,
  })
}

/** Why a recovery code would do now; undefined where it would not. */
const wanted = ({ decision }: Walk): Because | undefined =>
  decision.outcome === 'prove' && decision.methods.includes('recovery_code')
    ? decision.because
    : undefined

/** Where the code page's link leads. */
export function showRecovery(page: PageContext, ctx: Context, walk: Walk): void {
  const because = walk.subject && wanted(walk)
  if (!because) return showNext(page, ctx, walk.interaction)
  renderRecovery(page, ctx, walk, because)
}

export async function acceptRecoveryCode(
  page: PageContext,
  ctx: Context,
  walk: Walk,
  fields: FormFields,
): Promise<void> {
  const { interaction, client, subject } = walk
  const because = wanted(walk)
  // As a device's code: only ever looked at after the password, and for the account that gave it.
  if (!page.recoveryCodes || !subject || !because) return showNext(page, ctx, interaction)
  const accountId = subject.account.id
  const { clientId } = client
  const typed = fields.get('recovery_code')
  const { account } = subject
  const guess = guessOf(page, ctx, walk, 'code')
  const verdict = await verifyRecoveryCode(page, ctx, { account, clientId, input: typed, guess })
  if (verdict.outcome === 'accepted') {
    return advance(page, ctx, walk, { accountId, proofs: [verdict.proof] })
  }
  if (isSpent(verdict) && (await goOnIfDone(page, ctx, walk, 'recovery_code', accountId))) return
  const error = recoveryError(verdict, page.clock())
  const kept =
    error.code === 'recovery_malformed' ? { typed: typed.slice(0, LONGEST_TYPED_CODE) } : {}
  renderRecovery(page, ctx, walk, because, { ...kept, error })
}
