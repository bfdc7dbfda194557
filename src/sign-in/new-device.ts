import type { Context } from 'koa'
import { assertNever } from '../kernel/assert-never.ts'
import {
  LONGEST_DEVICE_NAME,
  parseDeviceName,
  type Enroller,
  type NameFlaw,
  type DirectoryAccount,
} from '../people/index.ts'
import { base32Of, groupsOfFour, keyUri, type PendingAuthenticator } from '../methods/totp/index.ts'
import type { MadeRecoveryCodes } from '../methods/recovery-codes/index.ts'
import type { AccountId, AuthenticatorId } from '../kernel/ids.ts'
import type { Pages } from '../pages/pages.ts'
import type { FormError } from '../pages/parts.ts'
import { qrSvg } from '../web/qr.ts'
import { codeError } from './form-errors.ts'
import { type PageContext } from './page-context.ts'
import { emit } from '../web/emit.ts'
import { draftCodes } from './recovery-codes.ts'

/** What adding a device takes, within a sign-in as in the account's own pages. */

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
  return nameError(enrolment, page.authenticators.limit)
}

/** What is wrong with a name, told beside it. */
export function nameError(refusal: NameFlaw, limit: number): FormError {
  const code = refusal.outcome
  switch (code) {
    case 'limit_reached':
      return { code, limit }
    case 'name_invalid':
      return { code, longest: LONGEST_DEVICE_NAME }
    case 'name_lookalike':
      return { code, name: refusal.other }
    case 'name_invisible':
    case 'name_taken':
      return { code }
    default:
      return assertNever(code)
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
    'deviceName' | 'qrSvg' | 'keyUri' | 'keyGroups' | 'issuerName' | 'accountName' | 'digits'
  >
> {
  const uri = keyUri(secret, issuerName, accountName, authenticator.parameters)
  return {
    deviceName: authenticator.name,
    qrSvg: await qrSvg(uri),
    keyUri: uri,
    keyGroups: groupsOfFour(base32Of(secret)),
    issuerName,
    accountName,
    digits: authenticator.parameters.digits,
  }
}

export interface FirstCodeForm {
  readonly account: Pick<DirectoryAccount, 'id' | 'proofsNotBefore'>
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
  page: Pick<
    PageContext,
    'authenticators' | 'recoveryCodes' | 'ladder' | 'onEvent' | 'clock' | 'browsers'
  >,
  ctx: Context,
  { account, authenticator, by, code }: FirstCodeForm,
): Promise<Confirmed> {
  const accountId = account.id
  const draft = draftCodes(page, accountId)
  const result = await page.authenticators.confirm(accountId, authenticator, code, by, draft)
  switch (result.outcome) {
    case 'confirmed': {
      const { name, recoveryCodes } = result
      page.browsers.rememberProof(ctx, account)
      await emit(page, ctx, { type: 'device_confirmed', accountId, authenticator, name })
      const codes = recoveryCodes && page.recoveryCodes?.reveal(recoveryCodes)
      if (codes) await emit(page, ctx, { type: 'recovery_codes_issued', accountId })
      return { outcome: 'confirmed', authenticator, name, codes: codes && { ...codes, made: true } }
    }
    case 'gone':
      return { outcome: 'gone' }
    case 'name_taken':
    case 'name_lookalike':
    case 'limit_reached': {
      const error = nameError(result, page.authenticators.limit)
      return { outcome: 'over', name: result.name, error }
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
