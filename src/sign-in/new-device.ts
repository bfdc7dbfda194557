import type { Context } from 'koa'
import { assertNever } from '../kernel/typing.ts'
import { confirmDevice, type Confirmed, type FirstCodeInput } from '../actions/devices.ts'
import { LONGEST_DEVICE_NAME, type NameFlaw, type DirectoryAccount } from '../people/index.ts'
import { base32Of, groupsOfFour, keyUri, type PendingAuthenticator } from '../methods/totp/index.ts'
import type { Pages } from '../pages/pages.ts'
import type { FormError } from '../pages/parts.ts'
import { ownerIn } from '../web/index.ts'
import { qrSvg } from '../web/qr.ts'
import { codeError } from './form-errors.ts'
import { type PageContext } from './page-context.ts'

/** What adding a device takes, within a sign-in as in the account's own pages. */

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

interface FirstCodeForm extends FirstCodeInput {
  readonly account: Pick<DirectoryAccount, 'id' | 'proofsNotBefore'>
}

/** What came of a first code, for the page that took it. */
export type TakenCode =
  | Extract<Confirmed, { readonly outcome: 'confirmed' | 'gone' }>
  | { readonly outcome: 'refused'; readonly error: FormError }
  /** It cannot be finished: it is begun again, under a name that can be changed. */
  | { readonly outcome: 'over'; readonly name: string; readonly error: FormError }

/** Confirms a device, and says what is wrong otherwise. */
export async function takeFirstCode(
  page: Pick<
    PageContext,
    'authenticators' | 'recoveryCodes' | 'ladder' | 'onEvent' | 'clock' | 'browsers'
  >,
  ctx: Context,
  { account, ...input }: FirstCodeForm,
): Promise<TakenCode> {
  const result = await confirmDevice(page, ownerIn(page, ctx, account.id), input)
  switch (result.outcome) {
    case 'confirmed':
      page.browsers.rememberProof(ctx, account)
      return result
    case 'gone':
      return result
    case 'name_taken':
    case 'name_lookalike':
    case 'limit_reached': {
      const error = nameError(result, page.authenticators.limit)
      return { outcome: 'over', name: result.name, error }
    }
    case 'given_up':
      return { outcome: 'over', name: result.name, error: { code: 'setup_given_up' } }
    case 'rejected':
    case 'malformed':
      return { outcome: 'refused', error: codeError(result, page.clock()) }
    default:
      return assertNever(result)
  }
}
