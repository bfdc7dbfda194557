import type { Context } from 'koa'
import { assertNever } from '../../assert-never.ts'
import {
  LONGEST_DEVICE_NAME,
  base32Of,
  groupsOfFour,
  keyUri,
  parseDeviceName,
  type Enroller,
  type MadeRecoveryCodes,
  type PendingAuthenticator,
} from '../../authenticators/index.ts'
import { applicationName } from '../application-name.ts'
import { DECLINED_KEY } from '../chain.ts'
import { interactionEnroller } from '../enroller.ts'
import { advance, goOnIfDone, leave } from './advance.ts'
import type { AccountId, AuthenticatorId } from '../../ids.ts'
import type { FormError, Pages } from '../../pages.ts'
import { qrSvg } from '../../qr.ts'
import { codeError, passwordError, refuseForm } from './form-errors.ts'
import type { FormFields } from './form-guard.ts'
import { mayAddDevice, takesPasswordFirst } from './interlude.ts'
import { emit, show, showNext, type PageContext } from './page.ts'
import { formTargetsOf, setPageHeaders } from './page-headers.ts'
import { checkPassword } from './password.ts'
import { draftCodes, issueCodes } from './recovery-codes.ts'
import { labelOf, withProofs, type Walk } from './walk.ts'

/** The first or second step of adding a device inside a sign-in that takes one. */
export async function renderEnrolment(
  page: PageContext,
  ctx: Context,
  walk: Walk,
  failed?: { readonly name?: string; readonly error: FormError },
): Promise<void> {
  const { interaction, client, subject, decision } = walk
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
  // What is wrong with a name stands beside it, whatever waits.
  const isNamed = failed?.name === undefined
  const pending = fresh && isNamed ? await pendingOf(page, walk) : undefined
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

/** The device that is being set up in this sign-in. */
export const pendingOf = async (
  { authenticators }: PageContext,
  { interaction, subject }: Walk,
): Promise<PendingAuthenticator | undefined> =>
  subject && authenticators.pending(subject.account.id, interactionEnroller(interaction, subject))

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
  if (takesPasswordFirst(walk)) {
    const { account } = subject
    const password = fields.get('password')
    const check = await checkPassword(page, ctx, walk, { login: account.label, password }, account)
    if (check.outcome !== 'accepted') {
      return refuse(passwordError(check, page.clock(), 'password_wrong'))
    }
    const proofs = [{ method: 'password', at: check.at }] as const
    const bound = await withProofs(page.provider, page, walk, { accountId: id, proofs }, ctx)
    if (!bound || takesPasswordFirst(bound)) return showNext(page, ctx, interaction)
    await interaction.persist()
  }
  const by = interactionEnroller(interaction, subject)
  const begun = await beginDevice(page, ctx, { accountId: id, name, by })
  if (typeof begun !== 'string') return refuse(begun)
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

export interface NewDevice {
  readonly accountId: AccountId
  readonly name: string
  readonly by: Enroller
}

/** Begins a device; what is wrong with its name otherwise. */
export async function beginDevice(
  page: Pick<PageContext, 'authenticators' | 'onEvent'>,
  ctx: Context,
  { accountId, name, by }: NewDevice,
): Promise<AuthenticatorId | FormError> {
  const enrolment = await page.authenticators.begin(accountId, name, by)
  if (enrolment.outcome === 'begun') {
    const known = parseDeviceName(name) ?? name
    await emit(page, ctx, {
      type: 'device_begun',
      accountId,
      authenticator: enrolment.id,
      name: known,
    })
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
  const { interaction, subject, decision } = walk
  const may = takesDevice(page, walk) && !takesPasswordFirst(walk)
  if (!subject || !may) return showNext(page, ctx, interaction)
  const accountId = subject.account.id
  const pending = await pendingOf(page, walk)
  const result = pending
    ? await confirmDevice(page, ctx, {
        accountId,
        authenticator: pending.authenticator.id,
        by: interactionEnroller(interaction, subject),
        code: fields.get('code'),
      })
    : ({ outcome: 'gone' } as const)
  switch (result.outcome) {
    case 'gone':
      // Nothing is saved: it would overwrite what the same form, sent a moment before, may have proved.
      if (!(await goOnIfDone(page, ctx, walk, 'totp', accountId))) showNext(page, ctx, interaction)
      return
    case 'refused':
    case 'over':
      return renderEnrolment(page, ctx, walk, result)
    case 'confirmed': {
      // All was proved before; the new device's code is no proof that was asked for.
      if (decision.outcome !== 'enrol') return leave(page, ctx, walk)
      // Where a host keeps its codes elsewhere than its devices, they come after it.
      if (!result.codes) await issueCodes(page, ctx, accountId)
      const { authenticator } = result
      const proof = {
        method: 'totp',
        at: page.clock(),
        credential: authenticator,
        enrolledJustNow: true,
      } as const
      return advance(page, ctx, walk, { accountId, proofs: [proof] })
    }
    default:
      return assertNever(result)
  }
}

export interface FirstCodeForm {
  readonly accountId: AccountId
  readonly authenticator: AuthenticatorId
  readonly by: Enroller
  readonly code: string
}

/** What came of a first code, for the page that took it. */
export type Confirmed =
  | {
      readonly outcome: 'confirmed'
      readonly authenticator: AuthenticatorId
      readonly name: string
      /** Those that came with it. */
      readonly codes: MadeRecoveryCodes | undefined
    }
  | { readonly outcome: 'gone' }
  | { readonly outcome: 'refused'; readonly error: FormError }
  /** It cannot be finished: it is begun again, under a name that can be changed. */
  | { readonly outcome: 'over'; readonly name: string; readonly error: FormError }

/**
 * Confirms a device. The first one of an account brings its recovery codes with it: a device without them
 * would be all that its owner has.
 */
export async function confirmDevice(
  page: Pick<PageContext, 'authenticators' | 'recoveryCodes' | 'ladder' | 'onEvent' | 'clock'>,
  ctx: Context,
  { accountId, authenticator, by, code }: FirstCodeForm,
): Promise<Confirmed> {
  const draft = draftCodes(page, accountId)
  const result = await page.authenticators.confirm(accountId, authenticator, code, by, draft)
  switch (result.outcome) {
    case 'confirmed': {
      const { name, recoveryCodes } = result
      await emit(page, ctx, { type: 'device_confirmed', accountId, authenticator, name })
      const codes = recoveryCodes && page.recoveryCodes?.reveal(recoveryCodes)
      if (codes) await emit(page, ctx, { type: 'recovery_codes_issued', accountId })
      return { outcome: 'confirmed', authenticator, name, codes: codes && { ...codes, made: true } }
    }
    case 'gone':
      return { outcome: 'gone' }
    case 'name_taken':
    case 'limit_reached': {
      const { outcome, name } = result
      return { outcome: 'over', name, error: nameError(outcome, page.authenticators.limit) }
    }
    case 'rejected':
    case 'given_up': {
      const outcome = 'mismatch'
      await emit(page, ctx, { type: 'device_code_rejected', outcome, accountId, authenticator })
      return result.outcome === 'given_up'
        ? { outcome: 'over', name: result.name, error: { code: 'setup_given_up' } }
        : { outcome: 'refused', error: codeError(result, page.clock()) }
    }
    case 'malformed':
      return { outcome: 'refused', error: codeError(result, page.clock()) }
    default:
      return assertNever(result)
  }
}
