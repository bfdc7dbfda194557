import type { Context } from 'koa'
import { advance, goOnIfDone } from './advance.ts'
import type { Because } from '../../assurance/index.ts'
import type { CodeReason, FormError } from '../../pages.ts'
import { codeError, refuseForm } from './form-errors.ts'
import type { FormFields } from './form-guard.ts'
import { show, showNext, type PageContext } from './page.ts'
import { formTargetsOf, setPageHeaders } from './page-headers.ts'
import { isSpent, verifyCode } from './verify-code.ts'
import { applicationName, labelOf, type Walk } from './walk.ts'

export function renderCode(
  page: PageContext,
  ctx: Context,
  walk: Walk,
  because: Because,
  error?: FormError,
): void {
  const { interaction, client, subject } = walk
  setPageHeaders(ctx, formTargetsOf(client))
  if (error) refuseForm(ctx, error)
  show(page, ctx, 'code', {
    action: `${page.path}/${interaction.uid}/code`,
    cancelAction: `${page.path}/${interaction.uid}/cancel`,
    csrf: page.guard.token(`interaction:${interaction.uid}`),
    applicationName: applicationName(client),
    accountName: labelOf(walk),
    reason: reasonOf(because),
    digits: [...new Set(subject?.devices.map(({ parameters }) => parameters.digits))],
    ...(error ? { error } : {}),
  })
}

function reasonOf({ source, reason }: Because): CodeReason {
  if (reason === 'too_old') return 'too_old'
  const everyday = source === 'account' || source === 'server'
  return everyday ? 'account_protected' : 'application_asks'
}

export async function acceptCode(
  page: PageContext,
  ctx: Context,
  walk: Walk,
  fields: FormFields,
): Promise<void> {
  const { interaction, client, subject, decision } = walk
  // A code is only ever looked at after the password, and for the account that gave it.
  const wanted = decision.outcome === 'prove' && decision.methods.includes('totp')
  if (!subject || !wanted) return showNext(page, ctx, interaction)

  const accountId = subject.account.id
  const { clientId } = client
  const verdict = await verifyCode(page, ctx, { accountId, clientId, input: fields.get('code') })
  if (verdict.outcome === 'accepted') {
    return advance(page, ctx, walk, { accountId, proofs: [verdict.proof] })
  }
  if (isSpent(verdict) && (await goOnIfDone(page, ctx, walk, 'totp'))) return
  renderCode(page, ctx, walk, decision.because, codeError(verdict, page.clock()))
}
