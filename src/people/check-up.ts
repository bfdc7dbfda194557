import { plusSeconds, type Instant } from '../kernel/instant.ts'

/** What stands around an account, as far as its check-up looks at it. */
export interface CheckUpFacts {
  /** Devices that sign in. */
  readonly devices: number
  /** Undefined where recovery codes would stand in for nothing. */
  readonly recoveryCodes: { readonly left: number; readonly enough: number } | undefined
  /** Undefined where nobody knows. */
  readonly emailVerified: boolean | undefined
  /** When each browser that skips the code was trusted. */
  readonly trustedAt: readonly Instant[]
  /** Browsers that are signed in besides the one that looks. */
  readonly sessionsElsewhere: number
}

/** What the account could be lost or opened by. */
export type Gap =
  | { readonly code: 'no_device' | 'one_device' | 'no_codes' | 'email_unverified' }
  | { readonly code: 'few_codes'; readonly left: number }
  | { readonly code: 'trusted_for_long' | 'signed_in_elsewhere'; readonly count: number }

export type GapCode = Gap['code']

/** What does protect it. */
export type Safeguard =
  | { readonly code: 'password' | 'email_verified' }
  | { readonly code: 'devices' | 'recovery_codes'; readonly count: number }

export interface CheckUp {
  readonly safeguards: readonly Safeguard[]
  /** One at least, the gravest first. */
  readonly gaps: readonly Gap[]
}

/** Seconds after which somebody should look whether they still want to trust a browser. */
const LONG = 30 * 86_400

/** What protects an account and what is missing; undefined where nothing is. */
export function checkUp(facts: CheckUpFacts, now: Instant): CheckUp | undefined {
  const gaps = [
    ...deviceGaps(facts),
    ...codeGaps(facts),
    ...(facts.emailVerified === false ? [{ code: 'email_unverified' } as const] : []),
    ...counted(
      'trusted_for_long',
      facts.trustedAt.filter((at) => plusSeconds(at, LONG) < now).length,
    ),
    ...counted('signed_in_elsewhere', facts.sessionsElsewhere),
  ]
  return gaps.length === 0 ? undefined : { safeguards: safeguardsOf(facts), gaps }
}

function deviceGaps({ devices }: CheckUpFacts): Gap[] {
  if (devices === 0) return [{ code: 'no_device' }]
  return devices === 1 ? [{ code: 'one_device' }] : []
}

function codeGaps({ recoveryCodes }: CheckUpFacts): Gap[] {
  if (!recoveryCodes || recoveryCodes.left >= recoveryCodes.enough) return []
  const { left } = recoveryCodes
  return left === 0 ? [{ code: 'no_codes' }] : [{ code: 'few_codes', left }]
}

const counted = (code: 'trusted_for_long' | 'signed_in_elsewhere', count: number): Gap[] =>
  count === 0 ? [] : [{ code, count }]

function safeguardsOf({ devices, recoveryCodes, emailVerified }: CheckUpFacts): Safeguard[] {
  const codes = recoveryCodes?.left ?? 0
  return [
    { code: 'password' },
    ...(devices > 0 ? [{ code: 'devices', count: devices } as const] : []),
    ...(codes > 0 ? [{ code: 'recovery_codes', count: codes } as const] : []),
    ...(emailVerified ? [{ code: 'email_verified' } as const] : []),
  ]
}
