import { Secret } from '../kernel/secret.ts'
import { present } from '../kernel/typing.ts'
import type { TotpAlgorithm } from '../people/index.ts'
import type { Decoded } from './base32.ts'
import type { Place, ReadDevice, Refused } from './entry.ts'

/** Whole bytes. Fewer are found by trying, with some codes at hand (RFC 4226 §4 R6 asks for 16; programs have made 10). */
export const SHORTEST_SECRET = 10
export const LONGEST_SECRET = 512

/** Seconds. Within fewer nobody types a code; more than that no program shows. */
export const SHORTEST_PERIOD = 10
export const LONGEST_PERIOD = 300

/** What a file says of a device, each as the format means it. */
export interface DeviceFacts {
  readonly place: Place
  readonly label?: string | undefined
  readonly secret: Decoded
  /** Undefined where nobody knows which hash was meant. */
  readonly algorithm: TotpAlgorithm | undefined
  /** What the file calls it, for the refusal. */
  readonly written?: string | undefined
  readonly digits: number
  readonly period: number
  readonly changes?: readonly string[]
}

/** A device that shows the same codes here, or why there is none: what cannot be carried yields no other code. */
export function deviceOf(facts: DeviceFacts): ReadDevice | Refused {
  const { place, label, secret, algorithm, digits, period, changes = [] } = facts
  const refused = refusalOf(facts)
  if (refused !== undefined) return { place, refused }
  if ('refused' in secret || algorithm === undefined || (digits !== 6 && digits !== 8)) {
    return { place, refused: 'it cannot be carried' }
  }
  return {
    place,
    ...present({ label }),
    secret: new Secret(secret.bytes),
    parameters: { algorithm, digits, period },
    changes,
  }
}

function refusalOf({
  secret,
  algorithm,
  written,
  digits,
  period,
}: DeviceFacts): string | undefined {
  if ('refused' in secret) return secret.refused
  const { length } = secret.bytes
  if (length === 0) return 'the secret is empty'
  if (length < SHORTEST_SECRET || length > LONGEST_SECRET) {
    return `a secret of ${length} bytes: taken are ${SHORTEST_SECRET} to ${LONGEST_SECRET}`
  }
  if (algorithm === undefined) {
    return `the algorithm ${quoted(written ?? '')}: taken are SHA1, SHA256 and SHA512`
  }
  if (digits !== 6 && digits !== 8) return `codes of ${digits} digits: taken are 6 and 8`
  if (!Number.isInteger(period) || period < SHORTEST_PERIOD || period > LONGEST_PERIOD) {
    return `a period of ${period} seconds: taken are ${SHORTEST_PERIOD} to ${LONGEST_PERIOD}`
  }
  return undefined
}

/** The hash that a name means: in either case, and nothing else. `SHA-256` is another code in every other program. */
export function algorithmOf(name: string): TotpAlgorithm | undefined {
  const upper = name.toUpperCase()
  return ALGORITHMS.find((algorithm) => algorithm === upper)
}

const ALGORITHMS = ['SHA1', 'SHA256', 'SHA512'] as const satisfies readonly TotpAlgorithm[]

/** As a report shows a name: short, and without what a terminal would obey. */
export const quotedName = (text: string): string =>
  `“${Array.from(text.replaceAll(/\p{C}/gu, '\ufffd')).slice(0, 60).join('')}”`

/** As a report shows a word that it does not know. Where columns have moved it may be a key, which no report shows. */
export const quoted = (text: string): string =>
  quotedName(text.replaceAll(/[A-Za-z0-9+/]{12,}/g, '…'))

/** Another kind of code than this program checks. */
export const otherKind = (place: Place, kind: string): Refused => ({
  place,
  refused: `${kind}: taken are time-based codes (TOTP) alone`,
})
