import type { Context } from 'koa'
import { applicationName } from '../application-name.ts'
import { DECLINED_KEY } from '../chain.ts'
import { advance, goOnIfDone, leave } from './advance.ts'
import {
  base32Of,
  groupsOfFour,
  keyUri,
  type PendingAuthenticator,
} from '../../authenticators/index.ts'
import { LONGEST_DEVICE_NAME } from '../../authenticators/index.ts'
import type { AccountId, AuthenticatorId } from '../../ids.ts'
import type { FormError, Pages } from '../../pages.ts'
import { qrSvg } from '../../qr.ts'
import { codeError, passwordError, refuseForm } from './form-errors.ts'
import type { FormFields } from './form-guard.ts'
import { mayAddDevice, takesPasswordFirst } from './interlude.ts'
import { emit, show, showNext, type PageContext } from './page.ts'
import { formTargetsOf, setPageHeaders } from './page-headers.ts'

import { checkPassword } from './password.ts'
import { issueCodes } from './recovery-codes.ts'
import { keepEnrolling, labelOf, withProofs, type Walk } from './walk.ts'

/** The first or second step of adding a device inside a sign-in that takes one. */
export async function renderEnrolment(
  page: PageContext,
  ctx: Context,
  walk: Walk,
  failed?: { readonly name?: string; readonly error: FormError },
): Promise<void> {
  const { interaction, client, subject, enrolling, decision } = walk
  if (!subject) return showNext(page, ctx, interaction)
  const base = `${page.path}/${interaction.uid}`
  const asked = decision.outcome === 'enrol'
  const form = {
    csrf: page.guard.token(`interaction:${interaction.uid}`),
    // What is added in the place of something lost is a choice: on without it, and nothing to cancel.
    ...(asked
      ? { cancelAction: `${base}/cancel`, applicationName: applicationName(client, ctx) }
      : {}),
    ...(asked && !decision.optional ? {} : { skipAction: `${base}/skip` }),
    ...(failed ? { error: failed.error } : {}),
  }
  const progressAt = (step: number) =>
    asked ? { progress: { step, steps: page.recoveryCodes ? 3 : 2 } } : {}
  const fresh = !takesPasswordFirst(walk)
  const pending =
    enrolling && fresh && (await page.authenticators.pending(subject.account.id, enrolling))
  setPageHeaders(ctx, formTargetsOf(client))
  if (failed) refuseForm(ctx, failed.error)
  if (pending) {
    show(page, ctx, 'device-setup', {
      ...form,
      ...(await setupOf(pending, page.issuerName, labelOf(walk))),
      ...progressAt(2),
      action: `${base}/device/code`,
    })
  } else {
    show(page, ctx, 'device-add', {
      ...form,
      ...progressAt(1),
      action: `${base}/device`,
      name: failed?.name ?? '',
      passwordNeeded: !fresh,
      accountName: labelOf(walk),
    })
  }
}

/** What the setup page shows: the secret, in a picture and as text, and nowhere else. */
export async function setupOf(
  { authenticator, secret }: PendingAuthenticator,
  issuerName: string,
  accountName: string,
): Promise<
  Pick<
    Pages['device-setup'],
    'deviceName' | 'qrSvg' | 'keyGroups' | 'issuerName' | 'accountName' | 'digits'
  >
> {
  return {
    deviceName: authenticator.name,
    qrSvg: await qrSvg(keyUri(secret, issuerName, accountName, authenticator.parameters)),
    keyGroups: groupsOfFour(base32Of(secret)),
    issuerName,
    accountName,
    digits: authenticator.parameters.digits,
  }
}

export async function acceptDeviceName(
  page: PageContext,
  ctx: Context,
  walk: Walk,
  fields: FormFields,
): Promise<void> {
  const { interaction, subject } = walk
  if (!subject || !takesDevice(page, walk)) return showNext(page, ctx, interaction)
  const { id } = subject.account
  const name = fields.get('name')
  const refuse = (error: FormError) => renderEnrolment(page, ctx, walk, { name, error })
  let bound = walk
  if (takesPasswordFirst(walk)) {
    const { account } = subject
    const password = fields.get('password')
    const check = await checkPassword(page, ctx, walk, { login: account.label, password }, account)
    if (check.outcome !== 'accepted') {
      return refuse(passwordError(check, page.clock(), 'password_wrong'))
    }
    const proofs = [{ method: 'password', at: check.at }] as const
    bound = (await withProofs(page.provider, page, walk, { accountId: id, proofs }, ctx)) ?? walk
    if (takesPasswordFirst(bound)) return showNext(page, ctx, interaction)
  }
  const begun = await beginDevice(page, ctx, id, name)
  if (typeof begun !== 'string') return refuse(begun)
  await keepEnrolling(bound.interaction, begun)
  showNext(page, ctx, interaction)
}

/** Asked for one, or free to add one in the place of what was lost. */
const takesDevice = (page: PageContext, walk: Walk): boolean =>
  walk.decision.outcome === 'enrol' || mayAddDevice(page, walk)

/** "Not now": on without a device, where the request can do without. */
export async function skipEnrolment(page: PageContext, ctx: Context, walk: Walk): Promise<void> {
  const { decision } = walk
  if (decision.outcome === 'grant') return leave(page, ctx, walk)
  if (decision.outcome !== 'enrol' || !decision.optional) {
    return showNext(page, ctx, walk.interaction)
  }
  // The policy decides anew, and will find that nothing can be enrolled any more.
  await leave(page, ctx, walk, { [DECLINED_KEY]: true })
}

/** Begins a device; what is wrong with its name otherwise. */
export async function beginDevice(
  page: Pick<PageContext, 'authenticators' | 'onEvent'>,
  ctx: Context,
  accountId: AccountId,
  name: string,
): Promise<AuthenticatorId | FormError> {
  const enrolment = await page.authenticators.begin(accountId, name)
  if (enrolment.outcome === 'begun') {
    await emit(page, ctx, { type: 'device_begun', accountId, authenticator: enrolment.id, name })
    return enrolment.id
  }
  return nameError(enrolment.outcome, page.authenticators.limit)
}

export function nameError(
  code: 'name_invalid' | 'name_taken' | 'limit_reached',
  limit: number,
): FormError {
  if (code === 'limit_reached') return { code, limit }
  return code === 'name_invalid' ? { code, longest: LONGEST_DEVICE_NAME } : { code }
}

export async function acceptFirstCode(
  page: PageContext,
  ctx: Context,
  walk: Walk,
  fields: FormFields,
): Promise<void> {
  const { interaction, subject, enrolling, decision } = walk
  const may = takesDevice(page, walk) && !takesPasswordFirst(walk)
  if (!subject || !enrolling || !may) return showNext(page, ctx, interaction)
  const accountId = subject.account.id
  const result = await confirmDevice(page, ctx, accountId, enrolling, fields.get('code'))
  if (result === 'gone') {
    // Nothing is saved: it would overwrite what the same form, sent a moment before, may have proved.
    if (!(await goOnIfDone(page, ctx, walk, 'totp', accountId))) showNext(page, ctx, interaction)
    return
  }
  if (result !== 'confirmed') return renderEnrolment(page, ctx, walk, { error: result })
  // All was proved before; the new device's code is no proof that was asked for.
  if (decision.outcome !== 'enrol') return leave(page, ctx, walk)
  await issueCodes(page, ctx, accountId)
  const proof = {
    method: 'totp',
    at: page.clock(),
    credential: enrolling,
    enrolledJustNow: true,
  } as const
  await advance(page, ctx, walk, { accountId, proofs: [proof] })
}

export async function confirmDevice(
  page: Pick<PageContext, 'authenticators' | 'onEvent' | 'clock'>,
  ctx: Context,
  accountId: AccountId,
  authenticator: AuthenticatorId,
  code: string,
): Promise<'confirmed' | 'gone' | FormError> {
  const result = await page.authenticators.confirm(accountId, authenticator, code)
  if (result.outcome === 'gone') return 'gone'
  if (result.outcome === 'confirmed') {
    await emit(page, ctx, { type: 'device_confirmed', accountId, authenticator, name: result.name })
    return 'confirmed'
  }
  if (result.outcome !== 'malformed') {
    const outcome = result.outcome === 'rejected' ? 'mismatch' : result.outcome
    await emit(page, ctx, { type: 'device_code_rejected', outcome, accountId, authenticator })
  }
  return codeError(result, page.clock())
}
