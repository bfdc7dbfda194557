import type { AccountId, AuthenticatorId } from '../kernel/ids.ts'
import { type Instant, epochSeconds } from '../kernel/instant.ts'
import type { SealedSecret } from '../kernel/sealing/sealer.ts'
import type { Branded } from '../kernel/typing.ts'

/** The hash of the HMAC (RFC 6238 §1.2). */
export type TotpAlgorithm = 'SHA1' | 'SHA256' | 'SHA512'

/** How one device computes its codes (RFC 6238 §4). */
export interface TotpParameters {
  readonly algorithm: TotpAlgorithm
  readonly digits: 6 | 8
  /** Seconds. */
  readonly period: number
}

export type TotpSetting = keyof TotpParameters

/** What every authenticator app understands; some ignore any other value in the key URI. */
export const DEFAULT_TOTP: TotpParameters = { algorithm: 'SHA1', digits: 6, period: 30 }

/** One TOTP device bound to an account. */
export interface Authenticator {
  readonly id: AuthenticatorId
  readonly accountId: AccountId
  /** As the user wrote it; unique within the account regardless of case. */
  readonly name: string
  readonly parameters: TotpParameters
  readonly secret: SealedSecret
  readonly createdAt: Instant
  /** Absent while it waits for its first code; a pending authenticator signs nobody in. */
  readonly confirmedAt?: Instant
  /** When it came from another program, where its owner had confirmed it. */
  readonly importedAt?: Instant
  readonly lastUsedAt?: Instant
  /** Seconds that its clock is fast, as its codes have shown; negative where it is slow. Absent where it is right. */
  readonly drift?: number
  /** A right code outside the window, not long ago: a second one in a row may move it. */
  readonly nearMiss?: { readonly step: TimeStep; readonly at: Instant }
}

/** When a code of it was last taken: the first one, which confirmed it, counts, unless that was elsewhere. */
export const lastUseOf = ({
  lastUsedAt,
  confirmedAt,
  importedAt,
}: Pick<Authenticator, 'lastUsedAt' | 'confirmedAt' | 'importedAt'>): Instant | undefined =>
  lastUsedAt ?? (importedAt === undefined ? confirmedAt : undefined)

/** RFC 6238's T: the number of whole periods since the epoch. Exceeds 32 bits for distant dates. */
export type TimeStep = Branded<number, 'TimeStep'>

/**
 * Steps either side of the present one that are accepted: network delay, and fast clocks (RFC 6238 §5.2). An operator may take
 * them away (ASVS 5.0, 6.5.5), and never have more.
 */
export const WINDOW = 1

/** RFC 6238 §4.2 with T0 = 0. */
export const stepAt = (at: Instant, period: number): TimeStep =>
  Math.floor(epochSeconds(at) / period) as TimeStep

/** When a time step begins. */
export const startOf = (step: TimeStep, period: number): Instant =>
  (step * period * 1000) as Instant
