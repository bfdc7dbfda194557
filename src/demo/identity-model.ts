import { epochSeconds, dateOf, type Instant } from '../kernel/instant.ts'
import type { Identity } from './identity.ts'

/** A moment for people and for machines. */
export interface TimeModel {
  readonly human: string
  readonly iso: string
}

/** The four claims that tell who signed in and how, in words and as they came. */
export interface IdentityModel {
  readonly sub: string
  readonly acr: string | undefined
  /** Whether `acr` is the class that this application asks for. */
  readonly twoFactors: boolean
  readonly amr: readonly { readonly value: string; readonly meaning: string | undefined }[]
  readonly authTime: (TimeModel & { readonly raw: number; readonly ago: string }) | undefined
}

/** The values of RFC 8176 that a provider with passwords and codes uses. */
const AMR_WORDS: ReadonlyMap<string, string> = new Map([
  ['pwd', 'password'],
  ['otp', 'one-time code'],
  ['mfa', 'several factors'],
])

export function identityModel(
  { sub, acr, amr, authTime }: Identity,
  secondFactorAcr: string,
  now: Instant,
): IdentityModel {
  return {
    sub,
    acr,
    twoFactors: acr === secondFactorAcr,
    amr: amr.map((value) => ({ value, meaning: AMR_WORDS.get(value) })),
    authTime:
      authTime === undefined
        ? undefined
        : {
            ...timeModel((authTime * 1000) as Instant),
            raw: authTime,
            ago: agoOf(epochSeconds(now) - authTime),
          },
  }
}

const format = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'long',
  timeStyle: 'medium',
  timeZone: 'UTC',
})

export const timeModel = (at: Instant): TimeModel => ({
  human: `${format.format(dateOf(at))} UTC`,
  iso: dateOf(at).toISOString(),
})

/** Seconds in words, rounded down to one unit. */
export function spanOf(seconds: number): string {
  const units = [
    [86_400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
    [1, 'second'],
  ] as const
  const [size, name] = units.find(([unit]) => seconds >= unit) ?? [1, 'second']
  const count = Math.max(0, Math.floor(seconds / size))
  return `${count} ${name}${count === 1 ? '' : 's'}`
}

const agoOf = (seconds: number): string => (seconds < 5 ? 'just now' : `${spanOf(seconds)} ago`)
