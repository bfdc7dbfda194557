import type { Context } from 'koa'
import { assertNever } from '../kernel/typing.ts'
import { confirmDevice, type Confirmed, type FirstCodeInput } from '../actions/devices.ts'
import {
  DEFAULT_TOTP,
  LONGEST_DEVICE_NAME,
  type DirectoryAccount,
  type FirstCodeFlaw,
  type NameFlaw,
  type TotpParameters,
} from '../people/index.ts'
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
    | 'deviceName'
    | 'qrSvg'
    | 'keyUri'
    | 'keyGroups'
    | 'issuerName'
    | 'accountName'
    | 'digits'
    | 'settings'
  >
> {
  const { parameters } = authenticator
  const uri = keyUri(secret, issuerName, accountName, parameters)
  return {
    deviceName: authenticator.name,
    qrSvg: await qrSvg(uri),
    keyUri: uri,
    keyGroups: groupsOfFour(base32Of(secret)),
    issuerName,
    accountName,
    digits: parameters.digits,
    ...(isStandard(parameters)
      ? {}
      : { settings: { ...parameters, algorithm: algorithmName(parameters) } }),
  }
}

const isStandard = ({ algorithm, digits, period }: TotpParameters): boolean =>
  algorithm === DEFAULT_TOTP.algorithm &&
  digits === DEFAULT_TOTP.digits &&
  period === DEFAULT_TOTP.period

/** As apps call it: "SHA-256". */
const algorithmName = ({ algorithm }: TotpParameters): string => algorithm.replace('SHA', 'SHA-')

/** What is told of a first code that does not match, where it is known why. */
function flawError(flaw: FirstCodeFlaw): FormError {
  switch (flaw.is) {
    case 'settings_ignored': {
      const { settings, parameters } = flaw
      const [setting = 'several', ...others] = settings
      return {
        code: 'app_ignored',
        setting: others.length > 0 ? 'several' : setting,
        algorithm: algorithmName(parameters),
        digits: parameters.digits,
        period: parameters.period,
      }
    }
    case 'key_as_text':
      return { code: 'app_took_text' }
    case 'clock_wrong': {
      const { fast } = flaw
      // To the minute, and to ten seconds where there is none.
      const unit = Math.abs(fast) < 60 ? 10 : 60
      const off = Math.max(unit, Math.round(Math.abs(fast) / unit) * unit)
      return { code: 'clock_wrong', way: fast < 0 ? 'slow' : 'fast', off }
    }
    default:
      return assertNever(flaw)
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
    case 'malformed': {
      const flaw = result.outcome === 'rejected' ? result.flaw : undefined
      const error = flaw ? flawError(flaw) : codeError(result, page.clock())
      return { outcome: 'refused', error }
    }
    default:
      return assertNever(result)
  }
}
