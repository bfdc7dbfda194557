import { randomBytes } from 'node:crypto'
import { Secret as OtpSecret } from 'otpauth'
import { Secret } from '../../kernel/secret.ts'
import { DEFAULT_TOTP, type TotpAlgorithm, type TotpParameters } from '../../people/index.ts'

/** RFC 4226 §4 R6 and RFC 6238 §5.1: as long as the HMAC's output, and at least 160 bits. */
const SECRET_BYTES = { SHA1: 20, SHA256: 32, SHA512: 64 } as const satisfies Record<
  TotpAlgorithm,
  number
>

export const createTotpSecret = (algorithm: TotpAlgorithm): Secret =>
  new Secret(randomBytes(SECRET_BYTES[algorithm]))

/** The key as people type it: base32 without padding (RFC 4648 §6). */
export const base32Of = (secret: Secret): string =>
  new OtpSecret({ buffer: Uint8Array.from(secret.reveal()).buffer }).base32

/** For reading aloud and typing: groups of four. */
export const groupsOfFour = (key: string): string[] => key.match(/.{1,4}/g) ?? []

/**
 * In bytes: what a QR code of version 13 holds at level M (ISO/IEC 18004, table 7). Its modules are the
 * smallest that readers take where the screen is narrow (`qrSvg`).
 */
const LONGEST_URI = 331

/**
 * The URI inside the QR code: `otpauth://totp/Issuer:account?secret=…&issuer=Issuer`, the issuer in
 * both places and equal. Written by hand, because apps differ over what `URLSearchParams` does: they
 * show a `+` instead of a space, and split the label at any colon. What is the default is left out,
 * which makes a coarser picture that old cameras read. Names that are too long for a code of version
 * 13 are shortened in it, and nowhere else.
 */
export function keyUri(
  secret: Secret,
  issuerName: string,
  accountName: string,
  { algorithm, digits, period }: TotpParameters,
): string {
  const key = base32Of(secret)
  const rest = [
    ...(algorithm === DEFAULT_TOTP.algorithm ? [] : [`&algorithm=${algorithm}`]),
    ...(digits === DEFAULT_TOTP.digits ? [] : [`&digits=${digits}`]),
    ...(period === DEFAULT_TOTP.period ? [] : [`&period=${period}`]),
  ].join('')
  const uri = (issuer: string, account: string) =>
    `otpauth://totp/${issuer}:${account}?secret=${key}&issuer=${issuer}${rest}`

  const room = LONGEST_URI - uri('', '').length
  // Apps list nothing without an account's name; where it leaves none, the service's stands for it.
  const name = inLabel(accountName) || inQuery(issuerName)
  // The issuer stands there twice. Where both are long each gets half.
  const spare = (room - encodeURIComponent(name).length) / 2
  const issuer = shortened(inQuery(issuerName), Math.max(room / 4, spare))
  return uri(issuer, shortened(name, room - 2 * issuer.length))
}

/** The same with all of both names and every setting, for programs that read it as it is written, and no camera. */
export function exactKeyUri(
  secret: Secret,
  issuerName: string,
  accountName: string,
  { algorithm, digits, period }: TotpParameters,
): string {
  const [issuer, account] = [issuerName, accountName].map((name) =>
    encodeURIComponent(name.toWellFormed()),
  )
  const settings = `algorithm=${algorithm}&digits=${digits}&period=${period}`
  return `otpauth://totp/${issuer}:${account}?secret=${base32Of(secret)}&issuer=${issuer}&${settings}`
}

/** Said of a name of which `isIssuerName` is false. */
export const NOTHING_LEFT =
  'must have a letter, a digit or another sign than : ? # % & + = ; which authenticator apps misread'

/** Whether anything of the name is left in a key URI. */
export const isIssuerName = (name: string): boolean =>
  inQuery(name).replaceAll(/[\p{Default_Ignorable_Code_Point}\p{Cf}\s]/gu, '') !== ''

/**
 * Some apps decode the whole URI before they take it apart (pyotp, 2FAS and Stratum among them): what
 * has a meaning in it then ends a name, or the URI. Percent signs they decode twice.
 */
const inLabel = (name: string): string => spaced(name, /[:?#%\p{Cc}]/gu)

/** The issuer is a parameter as well. */
const inQuery = (name: string): string => spaced(name, /[:?#%&+=;\p{Cc}]/gu)

const spaced = (name: string, replaced: RegExp): string =>
  name.toWellFormed().replaceAll(replaced, ' ').replaceAll(/\s+/g, ' ').trim()

const graphemes = new Intl.Segmenter()

/** Encoded, and no longer than that: by whole characters as people see them, with a mark where one is missing. */
function shortened(name: string, longest: number): string {
  const whole = encodeURIComponent(name)
  if (whole.length <= longest) return whole
  const end = encodeURIComponent('…')
  const characters = Array.from(graphemes.segment(name), ({ segment }) => segment)
  const room = longest - end.length
  // One emoji of a whole family can be longer than that.
  return (beginning(characters, room) || beginning(Array.from(name), room)) + end
}

function beginning(parts: readonly string[], longest: number): string {
  let kept = ''
  for (const part of parts) {
    const next = kept + encodeURIComponent(part)
    if (next.length > longest) break
    kept = next
  }
  return kept
}
