import type { AccountId, AuthenticatorId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import type { SealedSecret } from '../kernel/sealing/sealer.ts'

/** The hash of the HMAC (RFC 6238 §1.2). */
export type TotpAlgorithm = 'SHA1' | 'SHA256' | 'SHA512'

/** How one device computes its codes (RFC 6238 §4). */
export interface TotpParameters {
  readonly algorithm: TotpAlgorithm
  readonly digits: 6 | 8
  /** Seconds. */
  readonly period: number
}

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
  readonly lastUsedAt?: Instant
}

/** When a code of it was last taken: the first one, which confirmed it, counts. */
export const lastUseOf = ({
  lastUsedAt,
  confirmedAt,
}: Pick<Authenticator, 'lastUsedAt' | 'confirmedAt'>): Instant | undefined =>
  lastUsedAt ?? confirmedAt
