import { randomBytes } from 'node:crypto'
import { Secret as OtpSecret } from 'otpauth'
import { Secret } from '../secret.ts'
import { DEFAULT_TOTP, type TotpAlgorithm, type TotpParameters } from './authenticator.ts'

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
 * The URI inside the QR code: `otpauth://totp/Issuer:account?secret=…&issuer=Issuer`, the issuer in
 * both places and equal. Written by hand, because apps differ over what `URLSearchParams` does: they
 * show a `+` instead of a space, and split the label at any colon. What is the default is left out,
 * which makes a coarser picture that old cameras read.
 */
export function keyUri(
  secret: Secret,
  issuerName: string,
  accountName: string,
  parameters: TotpParameters,
): string {
  const issuer = encodeURIComponent(withoutColon(issuerName))
  const account = encodeURIComponent(withoutColon(accountName))
  const { algorithm, digits, period } = parameters
  return [
    `otpauth://totp/${issuer}:${account}?secret=${base32Of(secret)}&issuer=${issuer}`,
    ...(algorithm === DEFAULT_TOTP.algorithm ? [] : [`algorithm=${algorithm}`]),
    ...(digits === DEFAULT_TOTP.digits ? [] : [`digits=${digits}`]),
    ...(period === DEFAULT_TOTP.period ? [] : [`period=${period}`]),
  ].join('&')
}

const withoutColon = (text: string): string => text.replaceAll(':', ' ').replace(/\s+/g, ' ').trim()
