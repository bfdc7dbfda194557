import type { Context } from 'koa'
import type { Because } from '../../assurance/index.ts'
import type { Recovery } from '../../authenticators/index.ts'
import type { FormError } from '../../pages.ts'
import { advance, goOnIfDone } from './advance.ts'
import { codeReasonOf } from './code.ts'
import { recoveryError, refuseForm } from './form-errors.ts'
import type { FormFields } from './form-guard.ts'
import { emit, show, showNext, type PageContext } from './page.ts'
import { formTargetsOf, setPageHeaders } from './page-headers.ts'
import { labelOf, type Walk } from './walk.ts'
import { applicationName } from '../application-name.ts'

/** The page for a recovery code, in the place of a device's. */
export function renderRecovery(
  page: PageContext,
  ctx: Context,
  walk: Walk,
  because: Because,
  failed?: { readonly typed?: string; readonly error: FormError },
): void {
  const { interaction, client, subject } = walk
  const base = `${page.path}/${interaction.uid}`
  setPageHeaders(ctx, formTargetsOf(client))
  if (failed) refuseForm(ctx, failed.error)
  show(page, ctx, 'recovery-code', {
    action: `${base}/recovery`,
    cancelAction: `${base}/cancel`,
    csrf: page.guard.token(`interaction:${interaction.uid}`),
    applicationName: applicationName(client, ctx),
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
  const clientId = client.clientId
  const typed = fields.get('recovery_code')
  const result = await page.recoveryCodes.verify(accountId, typed)
  if (result.outcome === 'accepted') {
    const { outcome, remaining } = result
    await emit(page, ctx, { type: 'recovery_code', outcome, accountId, remaining, clientId })
    const at = page.clock()
    return advance(page, ctx, walk, { accountId, proofs: [{ method: 'recovery_code', at }] })
  }
  const outcome = auditOutcome(result)
  if (outcome) await emit(page, ctx, { type: 'recovery_code', outcome, accountId, clientId })
  if (outcome && (await goOnIfDone(page, ctx, walk, 'recovery_code'))) return
  const error = recoveryError(result, page.clock())
  const kept = error.code === 'recovery_malformed' ? { typed: typed.slice(0, LONGEST_KEPT) } : {}
  renderRecovery(page, ctx, walk, because, { ...kept, error })
}

/** Of what was typed; the field takes no more. */
const LONGEST_KEPT = 64

function auditOutcome(result: Exclude<Recovery, { outcome: 'accepted' }>) {
  if (result.outcome === 'malformed') return undefined
  return result.outcome === 'rejected' ? result.reason : result.outcome
}
