import type { Context } from 'koa'
import { applicationName } from '../application-name.ts'
import { DECLINED_KEY } from '../chain.ts'
import { advance, leave } from './advance.ts'
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
import { codeError, refuseForm } from './form-errors.ts'
import type { FormFields } from './form-guard.ts'
import { emit, show, showNext, type PageContext } from './page.ts'
import { formTargetsOf, setPageHeaders } from './page-headers.ts'
import { keepEnrolling, labelOf, type Walk } from './walk.ts'

/** The first or second step of adding a device inside a sign-in that takes one. */
export async function renderEnrolment(
  page: PageContext,
  ctx: Context,
  walk: Walk,
  failed?: { readonly name?: string; readonly error: FormError },
): Promise<void> {
  const { interaction, client, subject, enrolling, decision } = walk
  if (!subject) return showNext(page, ctx, interaction)
  const form = {
    csrf: page.guard.token(`interaction:${interaction.uid}`),
    cancelAction: `${page.path}/${interaction.uid}/cancel`,
    applicationName: applicationName(client, ctx),
    ...(decision.outcome === 'enrol' && decision.optional
      ? { skipAction: `${page.path}/${interaction.uid}/skip` }
      : {}),
    ...(failed ? { error: failed.error } : {}),
  }
  const pending = enrolling && (await page.authenticators.pending(subject.account.id, enrolling))
  setPageHeaders(ctx, formTargetsOf(client))
  if (failed) refuseForm(ctx, failed.error)
  if (pending) {
    show(page, ctx, 'device-setup', {
      ...form,
      ...(await setupOf(pending, page.issuerName, labelOf(walk))),
      action: `${page.path}/${interaction.uid}/device/code`,
    })
  } else {
    show(page, ctx, 'device-add', {
      ...form,
      action: `${page.path}/${interaction.uid}/device`,
      name: failed?.name ?? '',
      passwordNeeded: false,
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
  const { interaction, subject, decision } = walk
  if (!subject || decision.outcome !== 'enrol') return showNext(page, ctx, interaction)
  const name = fields.get('name')
  const begun = await beginDevice(page, ctx, subject.account.id, name)
  if (typeof begun !== 'string') return renderEnrolment(page, ctx, walk, { name, error: begun })
  await keepEnrolling(interaction, begun)
  showNext(page, ctx, interaction)
}

/** "Not now": on without a device, where the request can do without. */
export async function skipEnrolment(page: PageContext, ctx: Context, walk: Walk): Promise<void> {
  const { decision } = walk
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
  if (!subject || !enrolling || decision.outcome !== 'enrol') {
    return showNext(page, ctx, interaction)
  }
  const accountId = subject.account.id
  const result = await confirmDevice(page, ctx, accountId, enrolling, fields.get('code'))
  if (result === 'gone') {
    await keepEnrolling(interaction, undefined)
    return showNext(page, ctx, interaction)
  }
  if (result !== 'confirmed') return renderEnrolment(page, ctx, walk, { error: result })
  const proof = {
    method: 'totp',
    at: page.clock(),
    authenticator: enrolling,
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
