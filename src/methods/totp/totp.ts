import { createHmac, createSecretKey, type KeyObject } from 'node:crypto'
import type { Instant } from '../../kernel/instant.ts'
import { isSame, type Secret } from '../../kernel/secret.ts'
import { readDigits } from '../../kernel/typed.ts'
import {
  type TotpAlgorithm,
  type TotpParameters,
  WINDOW,
  stepAt,
  type TimeStep,
} from '../../people/index.ts'

const HASHES = {
  SHA1: 'sha1',
  SHA256: 'sha256',
  SHA512: 'sha512',
} as const satisfies Record<TotpAlgorithm, string>

/** The code of one time step (RFC 4226 §5.3), with its leading zeros. */
export const codeAt = (secret: Secret, step: TimeStep, parameters: TotpParameters): string =>
  codeBy(createSecretKey(secret.reveal()), step, parameters)

/**
 * By the platform's own HMAC, with a key that is prepared once: three steps of each of an account's
 * devices are computed at every sign-in.
 */
function codeBy(key: KeyObject, step: TimeStep, { algorithm, digits }: TotpParameters): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac(HASHES[algorithm], key).update(counter).digest()
  // Dynamic truncation: the last four bits say where; the sign's bit is left out.
  const offset = mac.readUInt8(mac.length - 1) & 0x0f
  const number = mac.readUInt32BE(offset) & 0x7f_ff_ff_ff
  return String(number % 10 ** digits).padStart(digits, '0')
}

/**
 * The time steps from one to another to which the code belongs, the latest first. All are computed and compared in
 * constant time whether or not one matches.
 *
 * @param code digits alone, as `normalizeCode` gives them
 */
export function stepsOf(
  secret: Secret,
  code: string,
  [from, to]: readonly [number, number],
  parameters: TotpParameters,
): readonly TimeStep[] {
  const key = createSecretKey(secret.reveal())
  const steps: TimeStep[] = []
  for (let step = to; step >= from; step -= 1) {
    // The length of a code is no secret: the page tells it.
    if (isSame(codeBy(key, step as TimeStep, parameters), code)) steps.push(step as TimeStep)
  }
  return steps
}

/**
 * The time step within the window to which the code belongs, if any. Of two that match the later is told, because
 * only a later step can still be unused.
 *
 * @param window steps either side of the present one. @default WINDOW
 */
export function matchCode(
  secret: Secret,
  code: string,
  at: Instant,
  parameters: TotpParameters,
  window = WINDOW,
): TimeStep | undefined {
  const now = stepAt(at, parameters.period)
  return stepsOf(secret, code, [now - window, now + window], parameters)[0]
}

/** What people type around a code goes, and digits of other scripts become ASCII. */
export const normalizeCode = readDigits

export const isCodeOf = (code: string, digits: number): boolean =>
  code.length === digits && /^[0-9]+$/.test(code)
